package dev.facet.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.DataConfig.Background;
import dev.facet.config.DataConfig.Fit;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

class ModelDescriptionTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "\"\"",
            "\"some words\"",
            "0",
            "-1",
            "1.5",
            "2147483648",
            "99999999999999999999",
            "1e300",
            "-1e999",
            "[]",
            "[null]",
            "[1]",
            "{}",
            "{\"a\": null}",
            "{\"a\": 1}",
            "{\"a\": {\"b\": []}}",
            "{\"name\": null, \"categories\": null, \"order\": null}");

    static Stream<ModelDescription> descriptions() {
        return Stream.of(
                description(new ImageShape(1, 28, 28)),
                new ModelDescription(
                        "1",
                        "infogan",
                        "mnist",
                        7,
                        description(new ImageShape(1, 28, 28)).latent(),
                        new ImageShape(1, 28, 28),
                        CodeNames.NONE,
                        null,
                        null,
                        new ModelDescription.Pictures(Fit.PAD, Background.WHITE, List.of(0.0, 0.25))),
                description(new SequenceShape(
                        List.of(
                                new SequenceShape.Channel("x", new Scale(0, 1)),
                                new SequenceShape.Channel("y", new Scale(2, 3))),
                        64,
                        true)),
                description(
                        new SequenceShape(List.of(new SequenceShape.Channel("x", new Scale(0, 1))), 64, false, true)));
    }

    private static ModelDescription description(Shape shape) {
        LatentSpec latent = new LatentSpec(
                new Noise(3, Noise.Distribution.NORMAL),
                List.of(new Code.Categorical("digit", 10), new Code.Uniform("slant", -1, 1)));
        CodeNames names = new CodeNames(Map.of("digit", new CodeNames.Entry("a digit", Map.of(3, "three"), List.of())));
        return new ModelDescription("1", "infogan", "mnist", 7, latent, shape, names);
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void whatIsWrittenIsReadBack(ModelDescription description) {
        assertThat(ModelDescription.parse(description.json(), "net.onnx")).isEqualTo(description);
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void whateverAKeyIsIsTakenOrExplained(ModelDescription description) {
        for (String path : paths(JSON.readTree(description.json()), "")) {
            for (String value : VALUES) {
                JsonNode root = JSON.readTree(description.json());
                put(root, path, JSON.readTree(value));
                explained(root.toString(), path + " being " + value);
            }
            JsonNode root = JSON.readTree(description.json());
            remove(root, path);
            explained(root.toString(), path + " missing");
        }
    }

    @Test
    void textThatIsNoDescriptionIsExplained() {
        for (String text : new String[] {
            "", "null", "7", "[]", "{", "\"x\"", "9".repeat(900_000), "[".repeat(900_000), "x".repeat(2_000_000)
        }) {
            assertThat(explained(text, text.substring(0, Math.min(20, text.length()))))
                    .isTrue();
        }
    }

    /** Whether the description is refused, with a proper message; {@code what} describes the case. */
    private static boolean explained(String json, String what) {
        try {
            ModelDescription.parse(json, "net.onnx");
            return false;
        } catch (UsageException e) {
            assertThat(e.getMessage())
                    .as(what)
                    .contains("net.onnx")
                    .doesNotContain("\n")
                    .hasSizeLessThan(600);
            return true;
        } catch (RuntimeException | Error e) {
            return fail(what + " ends in " + e, e);
        }
    }

    private static List<String> paths(JsonNode node, String prefix) {
        List<String> paths = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> {
                paths.add(prefix + "/" + entry.getKey());
                paths.addAll(paths(entry.getValue(), prefix + "/" + entry.getKey()));
            });
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            paths.add(prefix + "/" + i);
            paths.addAll(paths(node.get(i), prefix + "/" + i));
        }
        return paths;
    }

    private static void put(JsonNode root, String path, JsonNode value) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        JsonNode parent = root.at(path.substring(0, path.lastIndexOf('/')));
        if (parent instanceof ArrayNode list) {
            list.set(Integer.parseInt(last), value);
        } else {
            ((ObjectNode) parent).set(last, value);
        }
    }

    private static void remove(JsonNode root, String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        JsonNode parent = root.at(path.substring(0, path.lastIndexOf('/')));
        if (parent instanceof ArrayNode list) {
            list.remove(Integer.parseInt(last));
        } else {
            ((ObjectNode) parent).remove(last);
        }
    }
}
