package dev.facet.format;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file, one after the other, with the values of some columns: {@code byte[]} for bytes, {@code
 * Double} for a number, {@code String} for a text, {@link Numbers} for lists, null where there is none. Not
 * thread-safe.
 */
public final class ParquetRows implements Closeable {
    static final String BYTES = "bytes";
    private static final int MOST_NUMBERS = 1 << 26;

    private final ParquetFile table;
    private final List<String> names;
    private final MessageType schema;
    private final ParquetFileReader reader;
    private @Nullable RecordReader<Group> records;
    private long left;
    private int next;
    private int group;
    private int groupEnd;
    private @Nullable FormatException damage;

    /** The numbers of a list in order, and how many each level of lists has in its first list. */
    public record Numbers(double[] values, int[] dimensions) {}

    ParquetRows(ParquetFile table, List<String> names) throws IOException {
        this.table = table;
        this.names = List.copyOf(names);
        this.reader = ParquetFile.reading(table.file(), () -> ParquetFile.reader(table.file()));
        MessageType whole = reader.getFileMetaData().getSchema();
        this.schema = new MessageType(
                whole.getName(), names.stream().map(whole::getType).toArray(Type[]::new));
        reader.setRequestedSchema(schema);
    }

    /** The index of the row that {@link #next} returns. */
    public int index() {
        return next;
    }

    /**
     * The index behind the last row of the group that is being read. If that is damaged, what follows its first bad row
     * cannot be read, but other groups can, with new {@link ParquetRows}.
     */
    public int groupEnd() {
        return groupEnd;
    }

    /**
     * Passes over rows, if possible without reading them.
     *
     * @param row the index of the row that is read next; not less than {@link #index}
     */
    public void skipTo(int row) throws IOException {
        ParquetFile.reading(table.file(), () -> {
            if (left == 0) {
                skipGroups(row);
            } else if (row - next >= left) {
                next += (int) left;
                left = 0;
                records = null;
                skipGroups(row);
            }
            return next;
        });
        while (next < row) {
            next();
        }
    }

    private void skipGroups(int row) throws IOException {
        List<BlockMetaData> groups = reader.getRowGroups();
        while (group < groups.size() && row - next >= groups.get(group).getRowCount()) {
            next += (int) groups.get(group++).getRowCount();
            reader.skipNextRowGroup();
        }
    }

    /**
     * The values of the next row. After a row that is damaged there is none: where the next begins is not known.
     *
     * @throws FormatException if the file is damaged, or has no further row
     */
    public @Nullable Object[] next() throws IOException {
        if (damage != null) {
            throw new FormatException(table.file(), damage.problem(), damage);
        }
        int row = next;
        try {
            return read();
        } catch (FormatException e) {
            if (next == row) {
                damage = ParquetFile.isUndecodable(e)
                        ? new FormatException(table.file(), "is damaged from row " + row + " on; get the file again", e)
                        : e;
                throw damage;
            }
            throw e;
        }
    }

    private @Nullable Object[] read() throws IOException {
        return ParquetFile.reading(table.file(), () -> {
            while (left == 0) {
                open();
            }
            RecordReader<Group> open = records;
            Group row = open == null ? null : open.read();
            if (row == null) {
                throw damaged("row " + next + " is missing");
            }
            left--;
            next++;
            @Nullable Object[] values = new Object[names.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = row.getFieldRepetitionCount(i) == 0 ? null : value(row, i);
            }
            return values;
        });
    }

    private void open() throws IOException {
        List<BlockMetaData> groups = reader.getRowGroups();
        if (group == groups.size()) {
            throw damaged("it has only " + next + " rows");
        }
        BlockMetaData block = groups.get(group++);
        groupEnd = next + (int) block.getRowCount();
        long bytes = 0;
        for (ColumnChunkMetaData column : block.getColumns()) {
            if (names.contains(column.getPath().toArray()[0])) {
                bytes += column.getTotalSize();
            }
        }
        MemoryException.check(table.file(), bytes, "write it again with smaller groups of rows");
        PageReadStore pages = block.getRowCount() == 0 ? null : reader.readNextRowGroup();
        if (pages == null) {
            if (block.getRowCount() == 0) {
                reader.skipNextRowGroup();
                return;
            }
            throw damaged("it has only " + next + " rows");
        }
        records = new ColumnIOFactory().getColumnIO(schema).getRecordReader(pages, new GroupRecordConverter(schema));
        left = pages.getRowCount();
    }

    private @Nullable Object value(Group row, int column) throws IOException {
        Type type = schema.getType(column);
        return switch (kind(column)) {
            case BYTES -> {
                if (type.isPrimitive()) {
                    yield row.getBinary(column, 0).getBytes();
                }
                Group inner = row.getGroup(column, 0);
                yield inner.getFieldRepetitionCount(BYTES) == 0
                        ? null
                        : inner.getBinary(BYTES, 0).getBytes();
            }
            case NUMBER -> number(row, column, 0);
            case TEXT -> row.getBinary(column, 0).toStringUsingUTF8();
            case NUMBERS -> new Flat().of(row, column);
            case OTHER -> null;
        };
    }

    private ParquetFile.Kind kind(int column) {
        return table.columns().stream()
                .filter(one -> one.name().equals(names.get(column)))
                .findFirst()
                .map(ParquetFile.Column::kind)
                .orElse(ParquetFile.Kind.OTHER);
    }

    private static double number(Group group, int field, int index) {
        return switch (group.getType().getType(field).asPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> group.getInteger(field, index);
            case INT64 -> group.getLong(field, index);
            case FLOAT -> group.getFloat(field, index);
            case DOUBLE -> group.getDouble(field, index);
            case BOOLEAN -> group.getBoolean(field, index) ? 1 : 0;
            default -> Double.NaN;
        };
    }

    private FormatException damaged(String what) {
        return new FormatException(table.file(), "is damaged: " + what + "; get the file again");
    }

    /** Collects the numbers of a list of lists. */
    private final class Flat {
        private double[] values = new double[256];
        private int count;
        private int[] dimensions = {};

        Numbers of(Group row, int column) throws IOException {
            add(row, column, 0);
            return new Numbers(Arrays.copyOf(values, count), dimensions);
        }

        /** Adds what repeats in a field; a list is a group with one field that repeats. */
        private void add(Group group, int field, int level) throws IOException {
            Type type = group.getType().getType(field);
            int times = group.getFieldRepetitionCount(field);
            boolean repeats = type.isRepetition(Type.Repetition.REPEATED);
            int inner = repeats ? level + 1 : level;
            if (repeats && dimensions.length == level) {
                dimensions = Arrays.copyOf(dimensions, level + 1);
                dimensions[level] = times;
            }
            if (times == 0 && !repeats) {
                throw damaged("row " + next + " has a list with an empty place");
            }
            for (int i = 0; i < times; i++) {
                if (!type.isPrimitive()) {
                    add(group.getGroup(field, i), 0, inner);
                    continue;
                }
                if (count == MOST_NUMBERS) {
                    throw damaged("row " + next + " has a list of more than " + MOST_NUMBERS + " numbers");
                }
                if (count == values.length) {
                    values = Arrays.copyOf(values, 2 * count);
                }
                values[count++] = number(group, field, i);
            }
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
