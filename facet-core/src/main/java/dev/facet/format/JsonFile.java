package dev.facet.format;

import java.io.IOException;
import java.nio.file.Path;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads small JSON files, such as those in a run folder. */
public final class JsonFile {
    private static final int LARGEST = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private JsonFile() {}

    /**
     * The document in {@code file}.
     *
     * @throws FormatException if it is larger than 1 MiB, not JSON, or a link
     */
    public static JsonNode read(Path file) throws IOException {
        try {
            return JSON.readTree(PlainFile.read(file, LARGEST));
        } catch (JacksonException e) {
            throw new FormatException(file, "is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
