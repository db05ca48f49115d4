package dev.facet.app.console;

import java.io.IOException;
import java.nio.file.Path;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.format.FileTail;

/**
 * Writes JSON for other programs, one object per line with keys in snake_case, and reads the last line of such a file.
 */
public final class Json {
    private static final int LONGEST_LINE = 1 << 16;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private Json() {}

    /** {@code value} as JSON without line breaks. */
    public static String line(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** The last complete line of a file with one object per line; a missing node if there is none. */
    public static JsonNode lastLine(Path file) throws IOException {
        String[] lines = FileTail.read(file, LONGEST_LINE).split("\n");
        for (int i = lines.length - 1; i >= 0; i--) {
            try {
                if (!lines[i].isBlank()) {
                    return MAPPER.readTree(lines[i]);
                }
            } catch (JacksonException unfinished) {
                // this line is incomplete, because it is being written or the process died, so take the previous one
            }
        }
        return MAPPER.missingNode();
    }
}
