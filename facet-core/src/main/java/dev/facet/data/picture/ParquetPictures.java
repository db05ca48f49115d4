package dev.facet.data.picture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.facet.format.FormatException;
import dev.facet.format.ParquetFile;
import dev.facet.format.ParquetRows;

/**
 * The pictures in a column of Parquet files, row by row. Rows are read in order, and the latest are kept for a while,
 * since several threads ask for them nearly in order.
 */
public final class ParquetPictures implements PictureSource {
    private static final String TRAIN = "train/";
    private static final String TEST = "test/";
    private static final int MOST_KEPT = 1024;
    /** Rows that are read although nobody asked for them yet. */
    private static final int AHEAD = 64;

    private final Path path;
    private final String column;
    private final List<ParquetFile> train;
    private final List<ParquetFile> test;
    private final Map<Row, byte[]> latest = new LinkedHashMap<>();
    private final long most = Math.max(1 << 20, Runtime.getRuntime().maxMemory() / 6);
    private long kept;
    private @Nullable ParquetRows open;
    private int opened = -1;
    private final List<Damage> damages = new ArrayList<>();

    /** A row of the file with an index among all, first those of training. */
    private record Row(int table, int index) {}

    /** Rows of a file that cannot be read, from {@code first} to before {@code end}, and why. */
    private record Damage(int table, int first, int end, FormatException reason) {}

    /**
     * Pictures in {@code column} of files.
     *
     * @param path what all files are in, or the only file, for messages
     * @param test the files of the held-out part; may be empty
     */
    public ParquetPictures(Path path, String column, List<ParquetFile> train, List<ParquetFile> test) {
        this.path = path;
        this.column = column;
        this.train = List.copyOf(train);
        this.test = List.copyOf(test);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Listing list() {
        List<Entry> entries = new ArrayList<>();
        add(entries, train, 0, test.isEmpty() ? "" : TRAIN);
        add(entries, test, train.size(), TEST);
        return new Listing(entries, List.of());
    }

    private void add(List<Entry> entries, List<ParquetFile> tables, int first, String part) {
        for (int t = 0; t < tables.size(); t++) {
            ParquetFile table = tables.get(t);
            for (int row = 0; row < table.rows(); row++) {
                String name = name(tables, table, row);
                entries.add(new Entry(table.file().resolve(name), part + name, new Content(new Row(first + t, row))));
            }
        }
    }

    @Override
    public PictureParts parts(List<Entry> files) {
        return test.isEmpty() ? PictureParts.whole(files) : PictureParts.of(files);
    }

    @Override
    public boolean onlyPictures() {
        return true;
    }

    /** The name of a row: its number, below the name of the file if there are several. */
    static String name(List<ParquetFile> tables, ParquetFile table, int row) {
        String number = String.format(Locale.ROOT, "%06d", row);
        return tables.size() == 1
                ? number
                : String.valueOf(table.file().getFileName()).replaceFirst("(?i)\\.parquet$", "") + "/" + number;
    }

    /** The names of all rows of a part, in order, as {@link Captions} gets them. */
    public List<String> names(boolean training) {
        List<ParquetFile> tables = training ? train : test;
        String part = test.isEmpty() ? "" : training ? TRAIN : TEST;
        List<String> names = new ArrayList<>();
        for (ParquetFile table : tables) {
            for (int row = 0; row < table.rows(); row++) {
                names.add(part + name(tables, table, row));
            }
        }
        return names;
    }

    private final class Content implements PictureSource.Content {
        private final Row row;

        Content(Row row) {
            this.row = row;
        }

        @Override
        public InputStream open() throws IOException {
            return new ByteArrayInputStream(content(row));
        }

        @Override
        public long bytes() throws IOException {
            return content(row).length;
        }
    }

    private synchronized byte[] content(Row row) throws IOException {
        ParquetFile table = row.table < train.size() ? train.get(row.table) : test.get(row.table - train.size());
        byte[] found = latest.get(row);
        byte[] content = found == null ? find(table, row) : found;
        if (content.length == 0) {
            throw new FormatException(table.file(), "row " + row.index + " has no bytes of a picture in " + column);
        }
        return content;
    }

    private byte[] find(ParquetFile table, Row row) throws IOException {
        while (true) {
            refuse(table, row);
            try {
                return read(table, row);
            } catch (FormatException e) {
                // Rows of other groups may be sound, so the next turn passes over these.
                ParquetRows rows = open;
                int first = rows == null ? 0 : Math.min(rows.index(), row.index); // the row itself is always within
                int end = rows == null || rows.groupEnd() <= row.index ? table.rows() : rows.groupEnd();
                damages.add(new Damage(row.table, first, end, e));
                close();
            }
        }
    }

    /** Refuses a row that is known to be damaged. */
    private void refuse(ParquetFile table, Row row) throws DamagedFile {
        for (Damage damage : damages) {
            if (damage.table == row.table && damage.first <= row.index && row.index < damage.end) {
                Path file = table.file();
                Path name = !file.equals(path) && file.startsWith(path) ? path.relativize(file) : file.getFileName();
                throw new DamagedFile(file, String.valueOf(name), damage.reason.problem(), damage.reason);
            }
        }
    }

    private byte[] read(ParquetFile table, Row row) throws IOException {
        ParquetRows rows = open;
        if (rows == null || opened != row.table || rows.index() > row.index) {
            close();
            rows = table.read(List.of(column));
            open = rows;
            opened = row.table;
        }
        int sound = 0;
        for (Damage damage : damages) {
            sound = damage.table == row.table && damage.end <= row.index ? Math.max(sound, damage.end) : sound;
        }
        if (sound > rows.index()) {
            rows.skipTo(sound);
        }
        if (row.index - rows.index() > AHEAD) {
            rows.skipTo(row.index);
        }
        while (true) {
            Row read = new Row(row.table, rows.index());
            byte[] content = rows.next()[0] instanceof byte[] bytes ? bytes : new byte[0];
            keep(read, content);
            if (read.index == row.index) {
                return content;
            }
        }
    }

    private void keep(Row row, byte[] content) {
        byte[] before = latest.put(row, content);
        kept += content.length - (before == null ? 0 : before.length);
        Iterator<Map.Entry<Row, byte[]>> oldest = latest.entrySet().iterator();
        while ((kept > most || latest.size() > MOST_KEPT) && latest.size() > 1) {
            kept -= oldest.next().getValue().length;
            oldest.remove();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
