package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.facet.data.Fingerprint;
import dev.facet.data.LeftOut;
import dev.facet.data.array.ArraySet;
import dev.facet.format.FormatException;
import dev.facet.format.NumberArray;
import dev.facet.format.NumberType;
import dev.facet.format.ParquetFile;
import dev.facet.format.ParquetFile.Column;
import dev.facet.format.ParquetFile.Kind;
import dev.facet.format.ParquetRows;

/** Images as numbers in Parquet files: a list or a row of bytes in each row, or a column for each pixel. */
final class ParquetNumbers implements NumberArray {
    private static final int MOST_VALUES = 1 << 26;

    private final List<ParquetFile> tables;
    private final List<String> columns;
    private final int[] dimensions;
    private final NumberType type;

    private ParquetNumbers(List<ParquetFile> tables, List<String> columns, int[] item, NumberType type) {
        this.tables = tables;
        this.columns = columns;
        this.type = type;
        this.dimensions = new int[item.length + 1];
        dimensions[0] = tables.stream().mapToInt(ParquetFile::rows).sum();
        System.arraycopy(item, 0, dimensions, 1, item.length);
    }

    /** Whether so many values may be the pixels of a square image, grey or in three planes. */
    static boolean mayBePixels(int count) {
        return isSquare(count) || (count % 3 == 0 && isSquare(count / 3));
    }

    private static boolean isSquare(int count) {
        long side = Math.round(Math.sqrt(count));
        return side * side == count;
    }

    /** Whether lists of these lengths may be images, each of a row. */
    static boolean mayBeImages(int[] lengths) {
        int[] rows = new int[lengths.length + 1];
        rows[0] = 1;
        System.arraycopy(lengths, 0, rows, 1, lengths.length);
        return ArraySet.mayBeImages(rows);
    }

    /** The lengths of lists of numbers; none if there are no lists or they have unequal lengths. */
    static int[] dimensions(@Nullable Object value) {
        if (value instanceof ParquetRows.Numbers numbers) {
            long count = 1;
            for (int d : numbers.dimensions()) {
                count = Math.min(MOST_VALUES + 1L, count * d);
            }
            if (count == numbers.values().length && count > 0) {
                return numbers.dimensions();
            }
        }
        return new int[0];
    }

    /** A set of such images, with the labels and factors of {@code captions}. */
    static ArraySet open(
            Path path,
            ParquetFolder folder,
            Column column,
            ParquetCaptions captions,
            List<ParquetFile> train,
            List<ParquetFile> test)
            throws IOException {
        Fingerprint print = new Fingerprint().add("parquet");
        List<ParquetFile> all = new ArrayList<>(train);
        all.addAll(test);
        for (ParquetFile table : all) {
            byte[] sum = Fingerprint.sha256(table.file());
            print.add(sum, sum.length);
        }
        Map<String, NumberArray> arrays = new LinkedHashMap<>();
        arrays.put("x_train", of(train, column));
        if (!test.isEmpty()) {
            arrays.put("x_test", of(test, column));
        }
        List<LeftOut> leftOut = new ArrayList<>(folder.leftOut());
        leftOut.addAll(captions.leftOut());
        List<String> remarks = new ArrayList<>(folder.remarks());
        remarks.add(
                column.kind() == Kind.NUMBER
                        ? "images have a column for each value"
                        : "images are in the column " + column.name());
        return new ArraySet(folder.name(), path, HexFormat.of().parseHex(print.hex()), arrays, Map.of(), List.of())
                .knowing(
                        part(captions, true, 0),
                        test.isEmpty()
                                ? null
                                : part(
                                        captions,
                                        false,
                                        test.stream()
                                                .mapToInt(ParquetFile::rows)
                                                .sum()))
                .noting(remarks, leftOut, List.of());
    }

    private static ArraySet.Captions part(ParquetCaptions captions, boolean training, int count) {
        int[] rows = captions.rows(training, count);
        return new ArraySet.Captions(
                captions.labels() == null ? null : captions.labels().of(rows),
                captions.factors() == null ? null : captions.factors().of(rows));
    }

    private static ParquetNumbers of(List<ParquetFile> tables, Column column) throws IOException {
        ParquetFile first = tables.get(0);
        if (column.kind() == Kind.NUMBER) {
            List<String> names = PixelColumns.of(first).map(PixelColumns::names).orElse(List.of());
            return new ParquetNumbers(tables, names, new int[] {names.size()}, NumberType.FLOAT64);
        }
        List<String> names = List.of(column.name());
        try (ParquetRows rows = first.read(names)) {
            Object value = rows.next()[0];
            if (value instanceof byte[] bytes) {
                return new ParquetNumbers(tables, names, new int[] {bytes.length}, NumberType.UINT8);
            }
            int[] lengths = dimensions(value);
            if (lengths.length > 0) {
                return new ParquetNumbers(tables, names, lengths, NumberType.FLOAT64);
            }
        }
        throw new FormatException(
                first.file(), "column " + column.name() + ": the first row has no lists of pixels of equal lengths");
    }

    @Override
    public NumberType type() {
        return type;
    }

    @Override
    public int[] dimensions() {
        return dimensions.clone();
    }

    @Override
    public void forEach(ItemSink sink) throws IOException {
        double[] item = new double[itemSize()];
        int at = 0;
        for (ParquetFile table : tables) {
            try (ParquetRows rows = table.read(columns)) {
                for (int row = 0; row < table.rows(); row++) {
                    @Nullable Object[] values = rows.next();
                    if (!fill(values, item)) {
                        throw new FormatException(
                                table.file(),
                                "row " + row + " has no " + item.length + " values of pixels, as the first row has");
                    }
                    sink.accept(at++, item);
                }
            }
        }
    }

    private static boolean fill(@Nullable Object[] values, double[] item) {
        if (values.length == item.length && values[0] instanceof Double) {
            for (int k = 0; k < item.length; k++) {
                item[k] = values[k] instanceof Double number ? number : Double.NaN;
            }
            return true;
        }
        if (values[0] instanceof byte[] bytes && bytes.length == item.length) {
            for (int k = 0; k < item.length; k++) {
                item[k] = bytes[k] & 0xFF;
            }
            return true;
        }
        if (values[0] instanceof ParquetRows.Numbers numbers && numbers.values().length == item.length) {
            System.arraycopy(numbers.values(), 0, item, 0, item.length);
            return true;
        }
        return false;
    }
}
