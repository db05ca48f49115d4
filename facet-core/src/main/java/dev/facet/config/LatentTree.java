package dev.facet.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.Code;
import dev.facet.codes.Prior;

/**
 * Converts the codes of a latent specification to and from YAML and JSON: {@code [{name: digit, categorical: 10}, …]}.
 */
public final class LatentTree {
    /** The largest number of categories of a code {@code auto} that gives none. */
    public static final int MOST_BY_ITSELF = 20;

    private static final String PATH = "latent.codes";
    private static final String CATEGORICAL = "categorical";
    /** What a categorical code may have beside its name and its number of categories. */
    private static final Set<String> OF_CATEGORIES = Set.of("prior", "largest", "shares");

    private static final String EXAMPLE =
            "wanted a name and one kind, such as {name: digit, categorical: 10}, {name: slant, uniform: [-1, 1]}"
                    + " or {name: weight, normal: 1.0}; uniform and normal codes may have a size, as in"
                    + " {name: z, normal: 0.5, size: 50}, categorical ones a prior, as in {name: kind, categorical: 10,"
                    + " prior: learned} or {name: kind, categorical: auto, largest: 30}.";

    private LatentTree() {}

    /** Reads codes; a text is parsed by {@link CodeList}. {@code origin} says where the value at a path came from. */
    public static List<Code> codes(JsonNode node, UnaryOperator<String> origin) {
        if (node.isString()) {
            try {
                return CodeList.parse(node.stringValue());
            } catch (UsageException e) {
                throw new UsageException(PATH + " (" + origin.apply(PATH) + "): " + e.getMessage(), e);
            }
        }
        if (!(node instanceof ArrayNode list)) {
            throw new UsageException(PATH + " is " + Shown.of(node) + " (" + origin.apply(PATH)
                    + "); wanted a list of codes: " + EXAMPLE);
        }
        List<Code> codes = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String path = PATH + "[" + i + "]";
            String where = path + " is " + Shown.of(list.get(i)) + " (" + origin.apply(path) + "); ";
            try {
                codes.add(code(list.get(i), where));
            } catch (IllegalArgumentException e) {
                throw new UsageException(where + e.getMessage() + ".", e);
            }
        }
        return codes;
    }

    /** Writes codes in the form that {@link #codes} expects. */
    public static void write(List<Code> codes, ArrayNode list) {
        for (Code code : codes) {
            ObjectNode node = list.addObject().put("name", code.name());
            if (code instanceof Code.Categorical categorical) {
                write(categorical, node);
            } else if (code instanceof Code.Uniform uniform) {
                node.putArray("uniform").add(uniform.low()).add(uniform.high());
            } else if (code instanceof Code.Normal normal) {
                node.put("normal", normal.std());
            }
            if (code instanceof Code.Continuous continuous && continuous.size() > 1) {
                node.put("size", continuous.size());
            }
        }
    }

    /** Writes the number of categories, their prior, and their shares if those have been learned. */
    private static void write(Code.Categorical code, ObjectNode node) {
        node.put(CATEGORICAL, code.size());
        if (code.prior().isLearned()) {
            node.put("prior", code.prior().text());
        }
        if (code.hasLearned()) {
            ArrayNode shares = node.putArray("shares");
            code.shares().forEach(shares::add);
        }
    }

    private static Code code(JsonNode node, String where) {
        if (!(node instanceof ObjectNode object) || !object.path("name").isString()) {
            throw new UsageException(where + EXAMPLE);
        }
        String name = object.get("name").stringValue();
        if (object.has(CATEGORICAL)) {
            return categorical(name, object, where);
        }
        if (object.size() != (object.has("size") ? 3 : 2)) {
            throw new UsageException(where + EXAMPLE);
        }
        Map.Entry<String, JsonNode> kind = object.properties().stream()
                .filter(entry ->
                        !entry.getKey().equals("name") && !entry.getKey().equals("size"))
                .findFirst()
                .orElseThrow();
        JsonNode value = kind.getValue();
        JsonNode times = object.path("size");
        if (object.has("size") && !(times.isIntegralNumber() && times.canConvertToInt())) {
            throw new UsageException(where + EXAMPLE);
        }
        int size = times.isMissingNode() ? 1 : times.intValue();
        switch (kind.getKey()) {
            case "uniform" -> {
                boolean bounds = value.isArray()
                        && value.size() == 2
                        && value.get(0).isNumber()
                        && value.get(1).isNumber();
                if (bounds) {
                    return new Code.Uniform(
                            name, value.get(0).doubleValue(), value.get(1).doubleValue(), size);
                }
            }
            case "normal" -> {
                if (value.isNumber()) {
                    return new Code.Normal(name, value.doubleValue(), size);
                }
            }
            default ->
                throw new UsageException(where + "there is no kind '" + Shown.of(kind.getKey()) + "'"
                        + Nearest.of(kind.getKey(), List.of(CATEGORICAL, "uniform", "normal"))
                                .map(near -> ", did you mean '" + near + "'?")
                                .orElse(";")
                        + " " + EXAMPLE);
        }
        throw new UsageException(where + EXAMPLE);
    }

    private static Code categorical(String name, ObjectNode object, String where) {
        boolean known = object.properties().stream()
                .map(Map.Entry::getKey)
                .allMatch(key -> key.equals("name") || key.equals(CATEGORICAL) || OF_CATEGORIES.contains(key));
        JsonNode number = object.get(CATEGORICAL);
        boolean auto = number.isString() && number.stringValue().equals(Prior.AUTO.text());
        JsonNode count = auto ? object.path("largest") : number;
        boolean counted = auto && count.isMissingNode() || count.isIntegralNumber() && count.canConvertToInt();
        if (!known || !counted || auto && object.has("prior") || !auto && object.has("largest")) {
            throw new UsageException(where + EXAMPLE);
        }
        Prior prior = auto ? Prior.AUTO : prior(object.path("prior"), where);
        Code.Categorical code =
                new Code.Categorical(name, count.isMissingNode() ? MOST_BY_ITSELF : count.intValue(), prior);
        JsonNode shares = object.path("shares");
        if (shares.isMissingNode()) {
            return code;
        }
        if (!prior.isLearned() || !shares.isArray() || !shares.valueStream().allMatch(JsonNode::isNumber)) {
            throw new UsageException(where + EXAMPLE);
        }
        return code.with(shares.valueStream().map(JsonNode::doubleValue).toList());
    }

    private static Prior prior(JsonNode node, String where) {
        String text = node.isMissingNode() ? Prior.UNIFORM.text() : node.isString() ? node.stringValue() : "";
        return Stream.of(Prior.values())
                .filter(prior -> prior.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new UsageException(where + EXAMPLE));
    }
}
