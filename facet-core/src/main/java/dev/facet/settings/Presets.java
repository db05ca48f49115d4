package dev.facet.settings;

import java.util.List;
import java.util.stream.Collectors;

import dev.facet.config.OwnSettings.Section;
import dev.facet.config.PresetFiles;
import dev.facet.config.RunConfig;
import dev.facet.method.Methods;

/** The configurations that come with Facet, by name. */
public final class Presets {
    private static final String LAST_SECTION = "\ntraining:\n";

    private Presets() {}

    /** The names, sorted. */
    public static List<String> names() {
        return PresetFiles.names();
    }

    /** The configuration of a preset; the nearest name is suggested for one that does not exist. */
    public static RunConfig load(String name) {
        return ConfigReader.resolve(name, List.of());
    }

    /** The YAML of a preset, which begins with comments on its source, data, codes and expected minutes. */
    public static String text(String name) {
        return PresetFiles.text(name);
    }

    static YamlDocument document(String name) {
        return YamlDocument.parse(text(name), "preset " + name);
    }

    /** All keys with their defaults. */
    static YamlDocument defaults() {
        return YamlDocument.parse(defaultsText(), "the defaults");
    }

    /** The defaults; the sections of the methods stand before the section {@code training}. */
    static String defaultsText() {
        String sections =
                Methods.sections().stream().map(Section::defaults).collect(Collectors.joining("\n", "\n", ""));
        String text = PresetFiles.defaults();
        int at = text.indexOf(LAST_SECTION);
        if (at < 0) {
            throw new IllegalStateException("the defaults in the library have no section 'training'");
        }
        return text.substring(0, at) + sections + text.substring(at);
    }
}
