package dev.facet.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.Check;
import dev.facet.config.RunConfig;
import dev.facet.config.Shown;
import dev.facet.config.UsageException;

/**
 * Reads configurations strictly: the defaults, then a preset or a file, then overrides. A mistake ends in a {@link
 * UsageException} that names the key, the value found, its origin and what was wanted.
 */
public final class ConfigReader {
    private static final long MAX_BYTES = 1 << 20;

    private ConfigReader() {}

    /**
     * Reads a YAML file over the defaults, then applies {@code overrides}, each {@code key=value} with a dotted key. A
     * line {@code preset: NAME} in the file applies that preset before the rest of the file.
     */
    public static RunConfig read(Path yaml, List<String> overrides) {
        return resolve(YamlDocument.parse(text(yaml), yaml.toString()), overrides);
    }

    /** Applies a preset to the defaults, then {@code overrides}, each {@code key=value} with a dotted key. */
    public static RunConfig resolve(String preset, List<String> overrides) {
        return resolve(Presets.document(preset), overrides);
    }

    /** Like {@link #read}, for a file with the content of {@code document}. */
    static RunConfig resolve(YamlDocument document, List<String> overrides) {
        LayeredSettings settings = new LayeredSettings(Presets.defaults());
        if (document.root() instanceof ObjectNode root && root.has("preset")) {
            settings.merge(preset(root.remove("preset"), document.where("preset")));
        }
        settings.merge(document);
        overrides.forEach(settings::set);
        RunConfig config = ConfigTree.bind(settings.root(), settings::origin);
        ConfigCheck.check(config, Check.of(settings::origin));
        return config;
    }

    /**
     * A copy of a configuration with changed settings, each {@code key=value} with a dotted key, as for {@code --set}.
     */
    public static RunConfig changed(RunConfig config, String... overrides) {
        YamlDocument document = YamlDocument.parse(ConfigWriter.yaml(config), "the configuration");
        return resolve(document, List.of(overrides));
    }

    private static YamlDocument preset(JsonNode name, String where) {
        if (!name.isString()) {
            throw new UsageException("preset is " + Shown.of(name) + " (" + where
                    + "); wanted the name of a preset, such as mnist. `facet presets` lists them.");
        }
        try {
            return Presets.document(name.stringValue());
        } catch (UsageException e) {
            throw new UsageException("preset (" + where + "): " + e.getMessage(), e);
        }
    }

    private static String text(Path yaml) {
        try {
            if (Files.isDirectory(yaml)) {
                throw new UsageException(yaml + " is a folder; wanted a YAML file.");
            }
            long bytes = Files.size(yaml);
            if (bytes > MAX_BYTES) {
                throw new UsageException(yaml + " has " + bytes + " bytes; a configuration has at most " + MAX_BYTES
                        + ". Is it the right file?");
            }
            return Files.readString(yaml, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new UsageException("there is no file " + yaml + "; wanted a YAML file with settings.", e);
        } catch (CharacterCodingException e) {
            throw new UsageException(yaml + " is not UTF-8 text; wanted a YAML file with settings.", e);
        } catch (IOException e) {
            throw new UsageException(yaml + " cannot be read: " + e, e);
        }
    }
}
