package dev.facet.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads small JSON files, such as those a run folder describes itself with. */
public final class JsonFile {
    private static final int LARGEST = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private JsonFile() {}

    /**
     * The document in {@code file}.
     *
     * @throws FormatException if it is larger than a mebibyte or not JSON
     */
    public static JsonNode read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST) {
            throw new FormatException(file, "is " + size + " bytes; a description has at most " + LARGEST);
        }
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new FormatException(file, "is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
