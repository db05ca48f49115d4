package dev.facet.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

/** Every key, with no value and with values of every wrong kind. */
class EveryKeyTest {
    private static final int LONGEST_MESSAGE = 1500;

    /** Values that people and programs write by mistake, by kind. */
    private static final Map<String, String> VALUES = new LinkedHashMap<>();

    static {
        VALUES.put("nothing", "");
        VALUES.put("null", "null");
        VALUES.put("a tilde", "~");
        VALUES.put("empty text", "''");
        VALUES.put("text", "some words");
        VALUES.put("an empty list", "[]");
        VALUES.put("a list", "[1, x]");
        VALUES.put("a list of nothing", "[null]");
        VALUES.put("an empty map", "{}");
        VALUES.put("a map", "{a: 1}");
        VALUES.put("a map to nothing", "{a: null}");
        VALUES.put("a map of a map", "{a: {b: [1]}}");
        VALUES.put("true", "true");
        VALUES.put("a fraction", "0.5");
        VALUES.put("zero", "0");
        VALUES.put("a negative number", "-1");
        VALUES.put("more than an int", "2147483648");
        VALUES.put("more than a long", "99999999999999999999");
        VALUES.put("less than a long", "-99999999999999999999");
        VALUES.put("a large number", "1e300");
        VALUES.put("more than a double", "1e999");
        VALUES.put("no number", ".nan");
        VALUES.put("infinity", "-.inf");
        VALUES.put("a long number", "9".repeat(3000));
        VALUES.put("a long fraction", "0." + "3".repeat(3000));
        VALUES.put("a long text", "x".repeat(3000));
        VALUES.put("a date", "2001-12-14t21:59:43.10-05:00");
        VALUES.put("a tag", "!!int x");
        VALUES.put("a tagged set", "!!set {a, b}");
    }

    /** The values that are tried on a command line; the others are read from files. */
    private static final List<String> SET = List.of(
            "nothing",
            "null",
            "text",
            "a list",
            "a map",
            "true",
            "a negative number",
            "more than a long",
            "no number",
            "a long number",
            "a long text");

    static Stream<String> keys() {
        List<String> keys = new ArrayList<>();
        collect(Presets.defaults().root(), "", keys);
        keys.add("preset");
        keys.add("infogan.lambda.kind");
        keys.add("data.scales.x");
        keys.add("latent.codes[0]");
        return keys.stream();
    }

    private static void collect(JsonNode node, String prefix, List<String> keys) {
        node.properties().forEach(entry -> {
            keys.add(prefix + entry.getKey());
            collect(entry.getValue(), prefix + entry.getKey() + ".", keys);
        });
    }

    @ParameterizedTest
    @MethodSource("keys")
    void whateverAKeyIsInAFileIsTakenOrExplained(String key) {
        for (Map.Entry<String, String> value : VALUES.entrySet()) {
            String text = yaml(key, value.getValue());
            explained(key, value.getKey(), "mine.yaml", () -> read(text));
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void whateverAKeyIsSetToIsTakenOrExplained(String key) {
        if (key.endsWith("]")) {
            return; // elements of a list are not set
        }
        for (Map.Entry<String, String> value : VALUES.entrySet()) {
            if (!SET.contains(value.getKey())) {
                continue;
            }
            String override = key + "=" + value.getValue();
            explained(key, value.getKey(), "--set " + key, () -> ConfigReader.resolve("strokes", List.of(override)));
        }
    }

    @Test
    void whatIsNeverRightIsRefusedForEveryKeyThatIsNotASection() {
        JsonNode defaults = Presets.defaults().root();
        for (String key : (Iterable<String>) keys()::iterator) {
            JsonNode found = defaults.at("/" + key.replace('.', '/'));
            if (found.isMissingNode() || found.isObject()) {
                continue;
            }
            for (String value : List.of("null", "", "[null]", "{a: null}")) {
                String text = yaml(key, value);
                assertThatThrownBy(() -> read(text))
                        .as("%s: %s", key, value)
                        .isInstanceOf(UsageException.class)
                        .hasMessageContaining(key);
            }
        }
    }

    @Test
    void numbersAndTextsOfAMegabyteAreRefusedInAMomentWithAShortMessage() {
        for (String value : List.of("9".repeat(900_000), "0." + "3".repeat(900_000), "x".repeat(900_000))) {
            for (String key : List.of("training.steps", "preset", "latent.codes", "method")) {
                explained(key, "a megabyte", "mine.yaml", () -> read(yaml(key, value)));
                explained(
                        key,
                        "a megabyte",
                        "--set " + key,
                        () -> ConfigReader.resolve("strokes", List.of(key + "=" + value)));
            }
        }
    }

    private static RunConfig read(String text) {
        return ConfigReader.resolve(YamlDocument.parse(text, "mine.yaml"), List.of());
    }

    private static String yaml(String key, String value) {
        if (key.equals("latent.codes[0]")) {
            return "latent: {codes: [" + (value.isEmpty() ? "null" : value) + "]}\n";
        }
        StringBuilder yaml = new StringBuilder();
        String[] names = key.split("\\.");
        for (int i = 0; i < names.length; i++) {
            yaml.append("  ".repeat(i)).append(names[i]).append(i < names.length - 1 ? ":\n" : ": " + value + "\n");
        }
        return yaml.toString();
    }

    private static void explained(String key, String value, String where, Runnable reading) {
        try {
            reading.run();
        } catch (UsageException e) {
            assertThat(e.getMessage())
                    .as("%s being %s", key, value)
                    .contains(key.replaceAll("\\[.*", "").replaceAll(".*\\.", ""))
                    .contains(where)
                    .doesNotContain("Exception", "deserialize", "tools.jackson", "\n")
                    .hasSizeLessThan(LONGEST_MESSAGE);
        } catch (RuntimeException | Error e) {
            fail(key + " being " + value + " ends in " + e, e);
        }
    }
}
