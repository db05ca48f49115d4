package dev.facet.settings;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.Nulls;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.AdversarialConfig;
import dev.facet.config.DataConfig;
import dev.facet.config.EncoderConfig;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.LatentTree;
import dev.facet.config.ModelConfig;
import dev.facet.config.OwnSettings;
import dev.facet.config.RunConfig;
import dev.facet.config.Shown;
import dev.facet.config.TrainingConfig;
import dev.facet.config.UsageException;
import dev.facet.method.Methods;

/**
 * Converts between the records of a configuration and the tree of a YAML file, whose keys are the names of the
 * components in kebab case.
 */
final class ConfigTree {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private ConfigTree() {}

    static ObjectNode of(RunConfig config) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("method", config.method());
        root.set("data", MAPPER.valueToTree(config.data()));
        ObjectNode latent = root.putObject("latent");
        latent.set("noise", MAPPER.valueToTree(config.latent().noise()));
        LatentTree.write(config.latent().codes(), latent.putArray("codes"));
        root.set("model", MAPPER.valueToTree(config.model()));
        root.set("adversarial", MAPPER.valueToTree(config.adversarial()));
        root.set(InfoGanConfig.SECTION, MAPPER.valueToTree(config.infogan()));
        config.own().forEach((key, settings) -> root.set(key, MAPPER.valueToTree(settings)));
        root.set("training", MAPPER.valueToTree(config.training()));
        root.set("encoder", MAPPER.valueToTree(config.encoder()));
        return root;
    }

    /**
     * Binds strictly: a wrong type or a missing value is a {@link UsageException}. {@link ConfigCheck} checks ranges.
     */
    static RunConfig bind(ObjectNode root, UnaryOperator<String> origin) {
        JsonNode size = root.at("/latent/noise/size");
        if (size.isIntegralNumber() && size.bigIntegerValue().signum() < 0) {
            throw new UsageException("latent.noise.size is " + Shown.of(size) + " (" + origin.apply("latent.noise.size")
                    + "); it cannot be negative.");
        }
        Noise noise = part(root, "latent.noise", Noise.class, origin);
        LatentSpec latent;
        try {
            latent = new LatentSpec(noise, LatentTree.codes(root.path("latent").path("codes"), origin));
        } catch (IllegalArgumentException e) {
            throw new UsageException("latent.codes (" + origin.apply("latent.codes") + "): " + e.getMessage() + ".", e);
        }
        Map<String, OwnSettings> own = new LinkedHashMap<>();
        for (OwnSettings.Section section : Methods.sections()) {
            own.put(section.key(), part(root, section.key(), section.type(), origin));
        }
        return new RunConfig(
                part(root, "method", String.class, origin),
                part(root, "data", DataConfig.class, origin),
                latent,
                part(root, "model", ModelConfig.class, origin),
                part(root, "adversarial", AdversarialConfig.class, origin),
                part(root, InfoGanConfig.SECTION, InfoGanConfig.class, origin),
                own,
                part(root, "training", TrainingConfig.class, origin),
                part(root, "encoder", EncoderConfig.class, origin));
    }

    private static <T> T part(ObjectNode root, String path, Class<T> type, UnaryOperator<String> origin) {
        try {
            JsonNode value = root.at("/" + path.replace('.', '/'));
            if (value.isNull()) {
                throw new UsageException(
                        path + " is empty (" + origin.apply(path) + "); wanted " + wanted(type, List.of()) + ".");
            }
            return MAPPER.treeToValue(value, type);
        } catch (JacksonException e) {
            String full = path;
            for (JacksonException.Reference reference : e.getPath()) {
                full += "." + reference.getPropertyName();
            }
            if (e instanceof DatabindException && e.getCause() instanceof IllegalArgumentException cause) {
                throw new UsageException(full + " (" + origin.apply(full) + "): " + cause.getMessage() + ".", e);
            }
            JsonNode found = root.at("/" + full.replace('.', '/'));
            throw new UsageException(
                    full + " is " + Shown.of(found) + " (" + origin.apply(full) + "); wanted "
                            + wanted(type, e.getPath()) + ".",
                    e);
        }
    }

    /** Describes what a value at the end of a path through records must be. */
    private static String wanted(Class<?> type, List<JacksonException.Reference> path) {
        Class<?> at = type;
        for (JacksonException.Reference reference : path) {
            at = at.isRecord() ? component(at, String.valueOf(reference.getPropertyName())) : double.class;
        }
        if (at.isEnum()) {
            return "one of "
                    + Arrays.stream(at.getEnumConstants())
                            .map(constant -> kebab(constant.toString().toLowerCase(Locale.ROOT)))
                            .collect(Collectors.joining(", "));
        }
        return at == int.class || at == long.class
                ? "a whole number"
                : at == double.class ? "a number" : at == boolean.class ? "true or false" : "text";
    }

    private static Class<?> component(Class<?> record, String key) {
        for (RecordComponent component : record.getRecordComponents()) {
            String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (name.equals(key)) {
                return component.getType();
            }
        }
        return String.class;
    }

    private static String kebab(String name) {
        return name.replace('_', '-');
    }
}
