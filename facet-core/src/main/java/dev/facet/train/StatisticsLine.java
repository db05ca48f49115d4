package dev.facet.train;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of {@code stats.jsonl}: the values of a step by key. Only finite numbers count; other values of a complete
 * line are ignored.
 */
public record StatisticsLine(long step, Map<String, Double> numbers) {
    /** Greatest length of a line in bytes; training writes about 600. */
    public static final int LONGEST = 1 << 16;

    private static final long HIGHEST_STEP = 1_000_000_000_000_000L;
    private static final int LONGEST_KEY = 128;
    private static final String STEP = "step";
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(64)
                            .maxNameLength(LONGEST_KEY)
                            .build())
                    .build())
            .build();

    /** Parses bytes from {@code from} to before {@code to}; null if they are not a line of statistics. */
    public static @Nullable StatisticsLine parse(byte[] bytes, int from, int to) {
        try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            long step = -1;
            Map<String, Double> numbers = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals(STEP)) {
                    step = step(parser, value);
                } else if (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT) {
                    double number = parser.getDoubleValue();
                    if (Double.isFinite(number)) {
                        numbers.put(name, number);
                    }
                } else {
                    parser.skipChildren();
                }
            }
            boolean whole = parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
            return whole && step >= 0 ? new StatisticsLine(step, numbers) : null;
        } catch (JacksonException damaged) {
            return null;
        }
    }

    private static long step(JsonParser parser, JsonToken value) {
        if (value != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return -1;
        }
        long step = parser.getLongValue();
        return step <= HIGHEST_STEP ? step : -1;
    }
}
