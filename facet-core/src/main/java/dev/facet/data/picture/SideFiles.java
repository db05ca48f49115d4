package dev.facet.data.picture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.data.picture.Captions.Listed;
import dev.facet.data.picture.PictureSource.Entry;

/**
 * Files that say something of one picture each, as in WebDataset's shards: they have the picture's name up to the first
 * dot, and the endings {@code .cls}, {@code .txt} and {@code .json}.
 *
 * @param table what they say, with a row for each picture that has one
 * @param used the paths of the files
 */
record SideFiles(SideTable table, Set<String> used) {
    private static final int MOST_BYTES = 1 << 16;
    private static final int MOST_TEXT = 200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static SideFiles of(Path source, Listed pictures) throws IOException {
        Map<String, List<Entry>> files = new HashMap<>();
        for (Entry file : pictures.files()) {
            String ending = ending(file.relative());
            if (ending.equals("cls") || ending.equals("txt") || ending.equals("json")) {
                files.computeIfAbsent(key(file.relative()), key -> new ArrayList<>(2))
                        .add(file);
            }
        }
        Set<String> used = new LinkedHashSet<>();
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        Set<String> columns = new LinkedHashSet<>();
        for (String picture : files.isEmpty() ? List.<String>of() : pictures.all()) {
            Map<String, String> row = new LinkedHashMap<>();
            for (Entry file : files.getOrDefault(key(picture), List.of())) {
                if (file.content().bytes() <= MOST_BYTES) {
                    row.putAll(read(file));
                    used.add(file.relative());
                }
            }
            if (!row.isEmpty()) {
                rows.put(picture, row);
                columns.addAll(row.keySet());
            }
        }
        List<SideTable.Row> table = new ArrayList<>();
        rows.forEach((picture, row) -> table.add(new SideTable.Row(
                picture,
                columns.stream().map(name -> row.getOrDefault(name, "")).toList())));
        return new SideFiles(new SideTable(source, "", List.copyOf(columns), table), used);
    }

    private static Map<String, String> read(Entry file) throws IOException {
        byte[] content;
        try (InputStream in = file.content().open()) {
            content = in.readNBytes(MOST_BYTES);
        }
        String text = new String(content, StandardCharsets.UTF_8).strip();
        String ending = ending(file.relative());
        if (!ending.equals("json")) {
            return text.isEmpty() || text.length() > MOST_TEXT || text.indexOf('\n') >= 0
                    ? Map.of()
                    : Map.of(ending, text);
        }
        try {
            JsonNode node = JSON.readTree(content);
            return node.isObject() ? SideTable.fields(node) : node.isNumber() ? Map.of("json", text) : Map.of();
        } catch (JacksonException e) {
            return Map.of();
        }
    }

    private static String ending(String path) {
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** A path up to the first dot of its last name. */
    private static String key(String path) {
        int dot = path.indexOf('.', path.lastIndexOf('/') + 2);
        return dot < 0 ? path : path.substring(0, dot);
    }
}
