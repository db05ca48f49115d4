package dev.facet.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The texts of the presets that come with Facet: every file beside the defaults is one. */
public final class PresetFiles {
    private static final String FOLDER = "/dev/facet/presets/";
    private static final String END = ".yaml";
    private static final String DEFAULTS = "defaults";
    private static final List<String> NAMES = list();

    private PresetFiles() {}

    /** The names of the presets, sorted. */
    public static List<String> names() {
        return NAMES;
    }

    /** The YAML of a preset; the nearest name is suggested for one that does not exist. */
    public static String text(String name) {
        if (!NAMES.contains(name)) {
            throw new UsageException("there is no preset '" + Shown.of(name) + "'"
                    + Nearest.of(name, NAMES)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("; there are " + String.join(", ", NAMES) + "."));
        }
        return resource(name);
    }

    /** All keys that are not settings of a single method, with defaults and comments. */
    public static String defaults() {
        return resource(DEFAULTS);
    }

    private static List<String> list() {
        URL defaults = PresetFiles.class.getResource(FOLDER + DEFAULTS + END);
        if (defaults == null) {
            throw incomplete(DEFAULTS);
        }
        try {
            List<String> files = switch (defaults.getProtocol()) {
                case "jar" -> inJar(defaults);
                case "file" -> inFolder(defaults.toURI());
                default ->
                    throw new IllegalStateException("the library lies at " + defaults
                            + "; its presets are found in a jar and in a folder alone");
            };
            return files.stream()
                    .filter(file -> file.endsWith(END) && !file.contains("/"))
                    .map(file -> file.substring(0, file.length() - END.length()))
                    .filter(name -> !name.equals(DEFAULTS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the presets in the library", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("cannot list the presets in the library", e);
        }
    }

    private static List<String> inFolder(URI defaults) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(defaults).resolveSibling("."))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static List<String> inJar(URL defaults) throws IOException {
        URLConnection connection = defaults.openConnection();
        String folder = FOLDER.substring(1);
        return ((JarURLConnection) connection)
                .getJarFile().stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith(folder))
                        .map(name -> name.substring(folder.length()))
                        .toList();
    }

    private static String resource(String name) {
        try (InputStream in = PresetFiles.class.getResourceAsStream(FOLDER + name + END)) {
            if (in == null) {
                throw incomplete(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FOLDER + name + END + " from the library", e);
        }
    }

    private static IllegalStateException incomplete(String name) {
        return new IllegalStateException("the library is incomplete: " + FOLDER + name + END + " is missing from it");
    }
}
