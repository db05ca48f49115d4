package dev.facet.data.picture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.data.picture.PictureSource.Entry;
import dev.facet.format.Csv;
import dev.facet.format.FormatException;
import dev.facet.format.MemoryException;

/**
 * A table beside pictures, of any form: columns of texts, and a row for each picture it names.
 *
 * @param file for messages
 * @param name its path from the top
 * @param columns the names of the columns, without that of the pictures
 * @param rows a cell is empty where the table says nothing
 */
record SideTable(Path file, String name, List<String> columns, List<Row> rows) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** Bytes of memory per byte of JSON. */
    private static final long JSON_TIMES = 24;

    /** Bytes of memory per cell. */
    private static final long CELL_BYTES = 64;

    private static final int MOST_NUMBERS = 256;

    /** Names of the column of pictures; the best first. */
    private static final List<String> PICTURE = List.of(
            "file_name",
            "filename",
            "file",
            "image",
            "images",
            "image_path",
            "filepath",
            "file_path",
            "path",
            "image_id",
            "imageid",
            "image_name",
            "imagename",
            "img",
            "img_name",
            "picture",
            "photo",
            "name",
            "id");

    /** A row: what it calls the picture, and its cells. */
    record Row(String picture, List<String> cells) {}

    /** The folder of the table with a slash, or nothing. */
    String folder() {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    /** Whether a column of this name names the picture. */
    static boolean namesPictures(String column) {
        return PICTURE.contains(column.strip().toLowerCase(Locale.ROOT));
    }

    /** Whether this is the name of a table of some form. */
    static boolean isTable(String name) {
        String low = name.toLowerCase(Locale.ROOT);
        return low.endsWith(".csv") || low.endsWith(".tsv") || low.endsWith(".jsonl") || low.endsWith(".txt");
    }

    /**
     * Reads a table by the ending of its name: {@code .csv} with commas, semicolons or tabs; {@code .tsv}; {@code
     * .jsonl} with an object a line; {@code .json} as StyleGAN writes it, without columns if it is something else;
     * {@code .txt} with spaces, as CelebA's. The header of a table of values may be missing: then its first line names
     * a picture.
     *
     * @param known finds pictures
     * @throws FormatException if it is no such table
     * @throws MemoryException if it needs more memory than Java may use
     */
    static SideTable read(Entry entry, PictureNames known) throws IOException {
        byte[] content = PictureSource.table(entry);
        long cells = 0;
        for (byte b : content) {
            cells += b == ',' || b == ';' || b == '\t' || b == ' ' || b == '\n' ? 1 : 0;
        }
        MemoryException.check(entry.path(), CELL_BYTES * cells, "leave out columns and rows that are not needed");
        String low = entry.relative().toLowerCase(Locale.ROOT);
        if (low.endsWith(".jsonl")) {
            return lines(entry, content);
        }
        if (low.endsWith(".json")) {
            return labels(entry, content);
        }
        if (low.endsWith(".txt")) {
            return spaced(entry, content, known);
        }
        return of(entry, Csv.rows(entry.path(), content, separator(content)), known);
    }

    private static char separator(byte[] content) {
        int[] counts = new int[128];
        for (int i = 0; i < content.length && content[i] != '\n'; i++) {
            if (content[i] >= 0) {
                counts[content[i]]++;
            }
        }
        return counts['\t'] > counts[','] ? '\t' : counts[';'] > counts[','] ? ';' : ',';
    }

    /** A table of rows, the first of which is a header unless it names a picture. */
    private static SideTable of(Entry entry, List<List<String>> rows, PictureNames known) throws FormatException {
        if (rows.isEmpty()) {
            throw new FormatException(entry.path(), "is empty; a line with the names of the columns was wanted");
        }
        String folder = entry.relative().substring(0, entry.relative().lastIndexOf('/') + 1);
        List<String> first = rows.get(0);
        int key = -1;
        for (int c = 0; c < first.size() && key < 0; c++) {
            key = known.find(first.get(c), folder) >= 0 ? c : -1;
        }
        boolean headed = key < 0 || first.stream().anyMatch(SideTable::namesPictures);
        List<String> header = new ArrayList<>();
        if (headed) {
            first.forEach(name -> header.add(name.strip()));
            key = 0;
            List<String> low =
                    header.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
            for (String name : PICTURE) {
                if (low.contains(name)) {
                    key = low.indexOf(name);
                    break;
                }
            }
        } else {
            for (int c = 0; c < first.size(); c++) {
                header.add(first.size() == 2 ? "label" : "column " + (c + 1));
            }
        }
        List<Row> table = new ArrayList<>();
        for (List<String> row : rows.subList(headed ? 1 : 0, rows.size())) {
            table.add(new Row(row.get(key), without(row, key)));
        }
        return new SideTable(entry.path(), entry.relative(), without(header, key), table);
    }

    private static List<String> without(List<String> row, int key) {
        List<String> cells = new ArrayList<>(row.size() - 1);
        for (int c = 0; c < row.size(); c++) {
            if (c != key) {
                cells.add(row.get(c).strip());
            }
        }
        return cells;
    }

    /** CelebA's form: a line with the number of rows, one with the names of columns, rows. Or rows alone. */
    private static SideTable spaced(Entry entry, byte[] content, PictureNames known) throws FormatException {
        List<List<String>> rows = new ArrayList<>();
        // No byte is malformed in ISO 8859-1.
        List<String> lines = new String(content, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        for (String line : lines) {
            rows.add(Arrays.asList(line.strip().split("[\\s,]+")));
        }
        if (rows.size() > 2 && rows.get(0).size() == 1 && rows.get(0).get(0).matches("[0-9]{1,9}")) {
            List<String> header = new ArrayList<>(List.of("image"));
            header.addAll(rows.get(1));
            if (rows.get(2).size() == rows.get(1).size()) {
                header.remove(0);
            }
            rows = new ArrayList<>(rows.subList(2, rows.size()));
            rows.add(0, header);
        }
        int width = rows.isEmpty() ? 0 : rows.get(0).size();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).size() != width || width < 2) {
                throw new FormatException(
                        entry.path(),
                        "line " + (i + 1) + " of its rows has " + rows.get(i).size() + " fields where " + width
                                + " were wanted");
            }
        }
        return of(entry, rows, known);
    }

    private static SideTable lines(Entry entry, byte[] content) throws IOException {
        MemoryException.check(entry.path(), JSON_TIMES * content.length, "leave out keys that are not needed");
        List<String> lines = new String(content, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        List<Map<String, String>> objects = new ArrayList<>();
        Set<String> keys = new LinkedHashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            JsonNode node;
            try {
                node = JSON.readTree(lines.get(i).replaceFirst("^\uFEFF", ""));
            } catch (JacksonException e) {
                throw new FormatException(
                        entry.path(), "line " + (i + 1) + " is not JSON: " + e.getOriginalMessage(), e);
            }
            if (!node.isObject()) {
                throw new FormatException(
                        entry.path(), "line " + (i + 1) + " should be an object such as {\"file_name\": \"1.png\"}");
            }
            Map<String, String> object = fields(node);
            keys.addAll(object.keySet());
            objects.add(object);
        }
        String key = PICTURE.stream()
                .filter(keys::contains)
                .findFirst()
                .or(() -> keys.stream()
                        .filter(name -> name.endsWith("_file_name"))
                        .findFirst())
                .orElseThrow(() -> new FormatException(
                        entry.path(), "should name a picture in each line, as \"file_name\"; its keys are " + keys));
        keys.remove(key);
        List<String> columns = List.copyOf(keys);
        List<Row> rows = new ArrayList<>();
        for (Map<String, String> object : objects) {
            rows.add(new Row(
                    object.getOrDefault(key, ""),
                    columns.stream().map(name -> object.getOrDefault(name, "")).toList()));
        }
        return new SideTable(entry.path(), entry.relative(), columns, rows);
    }

    /** The fields of an object as texts. A list of numbers has a field for each. */
    static Map<String, String> fields(JsonNode object) {
        Map<String, String> fields = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            JsonNode value = field.getValue();
            boolean numbers = value.isArray() && !value.isEmpty() && value.size() <= MOST_NUMBERS;
            for (int i = 0; numbers && i < value.size(); i++) {
                numbers = value.get(i).isNumber();
            }
            if (numbers) {
                for (int i = 0; i < value.size(); i++) {
                    fields.put(field.getKey() + "_" + i, value.get(i).asString());
                }
            } else if (!value.isNull()) {
                fields.put(field.getKey(), value.isValueNode() ? value.asString() : value.toString());
            }
        });
        return fields;
    }

    /** StyleGAN's form: {@code {"labels": [["00000/img00000000.png", 3], …]}}, or an object in place of the list. */
    private static SideTable labels(Entry entry, byte[] content) throws IOException {
        MemoryException.check(entry.path(), JSON_TIMES * content.length, "leave out keys that are not needed");
        JsonNode labels;
        try {
            JsonNode document = JSON.readTree(content);
            labels = document.path("labels");
            if (!document.has("labels")) {
                return new SideTable(entry.path(), entry.relative(), List.of(), List.of());
            }
        } catch (JacksonException e) {
            throw new FormatException(entry.path(), "is not JSON: " + e.getOriginalMessage(), e);
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (labels.isObject()) {
            labels.properties().forEach(field -> values.put(field.getKey(), field.getValue()));
        } else if (labels.isArray()) {
            for (JsonNode pair : labels) {
                if (!pair.isArray() || pair.size() != 2 || !pair.get(0).isString()) {
                    throw new FormatException(
                            entry.path(), "its \"labels\" should be pairs such as [\"00000/img00000000.png\", 3]");
                }
                values.put(pair.get(0).asString(), pair.get(1));
            }
        }
        int width = 1;
        for (JsonNode value : values.values()) {
            width = Math.max(width, Math.min(MOST_NUMBERS, value.size()));
        }
        List<String> columns = new ArrayList<>();
        for (int c = 0; c < width; c++) {
            columns.add(width == 1 ? "label" : Integer.toString(c));
        }
        List<Row> rows = new ArrayList<>();
        values.forEach((picture, value) -> {
            List<String> cells = new ArrayList<>();
            for (int c = 0; c < columns.size(); c++) {
                JsonNode cell = value.isArray() ? value.path(c) : c == 0 ? value : value.path(c);
                cells.add(cell.isValueNode() && !cell.isNull() ? cell.asString() : "");
            }
            rows.add(new Row(picture, cells));
        });
        return new SideTable(entry.path(), entry.relative(), columns, rows);
    }
}
