package dev.facet.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * A table in comma-separated values with a header (RFC 4180), in UTF-8. Fields may be quoted, surrounding space and
 * empty lines are ignored, and every row has as many fields as the header. Names in the header are in lower case.
 */
public record Csv(List<String> header, List<List<String>> rows) {
    private static final CsvMapper MAPPER = CsvMapper.builder()
            .enable(CsvReadFeature.WRAP_AS_ARRAY)
            .enable(CsvReadFeature.SKIP_EMPTY_LINES)
            .enable(CsvReadFeature.TRIM_SPACES)
            .build();

    public Csv {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
    }

    /**
     * Reads all rows.
     *
     * @param file the name for messages
     * @throws FormatException if the content is no such table
     */
    public static Csv read(Path file, byte[] content) throws FormatException {
        List<List<String>> rows = rows(file, content, ',');
        if (rows.isEmpty()) {
            throw new FormatException(file, "is empty; a line with the names of the columns was wanted");
        }
        List<String> header = rows.get(0).stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        if (new HashSet<>(header).size() < header.size()) {
            throw new FormatException(file, "has two columns of the same name: " + String.join(", ", header));
        }
        return new Csv(header, rows.subList(1, rows.size()));
    }

    /**
     * Reads all rows of a table whose first row need not be a header.
     *
     * @param file the name for messages
     * @param separator what is between fields
     * @throws FormatException if the content is no such table
     */
    public static List<List<String>> rows(Path file, byte[] content, char separator) throws FormatException {
        List<List<String>> rows = new ArrayList<>();
        CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator);
        try (MappingIterator<String[]> lines =
                MAPPER.readerFor(String[].class).with(schema).readValues(text(file, content))) {
            while (lines.hasNext()) {
                List<String> row = List.of(lines.next());
                if (!rows.isEmpty() && row.size() != rows.get(0).size()) {
                    throw new FormatException(
                            file,
                            "row " + rows.size() + " after the header has " + row.size()
                                    + " fields where the header has "
                                    + rows.get(0).size() + "; it begins with \"" + row.get(0)
                                    + "\". Quote fields that contain commas");
                }
                rows.add(row);
            }
        } catch (JacksonException e) {
            throw new FormatException(
                    file,
                    "is not a table of comma-separated values: " + e.getOriginalMessage() + ", after row "
                            + rows.size(),
                    e);
        }
        return rows;
    }

    /**
     * Writes a row. Cells with a comma, a quote or a line break are quoted, quotes are doubled, and the line ends with
     * CR LF.
     */
    public static void write(Appendable target, List<String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            boolean quote = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            target.append(i == 0 ? "" : ",").append(quote ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
        }
        target.append("\r\n");
    }

    private static String text(Path file, byte[] content) throws FormatException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new FormatException(file, "is not text in UTF-8; save it in that encoding", e);
        }
    }
}
