package dev.facet.data.picture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.facet.data.picture.PictureSource.Entry;
import dev.facet.format.FormatException;

/** Reads one content as a table of every form, for tests of damaged ones. */
public final class SideTables {
    private SideTables() {}

    /** @throws FormatException if the content is a table of no form */
    public static void readAll(Path file, byte[] content) throws IOException {
        PictureNames names = new PictureNames(
                new Captions.Listed(List.of("a.png"), List.of("a.png", "b.png"), Set.of(), List.of(), List.of()));
        IOException last = null;
        int read = 0;
        for (String ending : List.of("csv", "tsv", "jsonl", "json", "txt")) {
            try {
                SideTable table = SideTable.read(new Entry(file, "t." + ending, new Bytes(content)), names);
                Map<Integer, List<String>> rows = new HashMap<>();
                table.rows().forEach(row -> rows.put(names.find(row.picture(), ""), row.cells()));
                SideColumns.of(table.columns(), rows, true);
                read++;
            } catch (FormatException e) {
                last = e;
            }
        }
        if (read == 0 && last != null) {
            throw last;
        }
    }

    private record Bytes(byte[] content) implements PictureSource.Content {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(content);
        }

        @Override
        public long bytes() {
            return content.length;
        }
    }
}
