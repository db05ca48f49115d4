package dev.facet.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The configurations that come with Facet, by name. */
public final class Presets {
    private static final List<String> NAMES = List.of(
            "strokes",
            "mnist",
            "mnist-paper",
            "openai-mnist",
            "mnist-keras-blog",
            "mnist-keras-blog-as-published",
            "mnist-lsgan",
            "mnist-lsgan-as-published",
            "coil",
            "images",
            "chartraj",
            "sequences",
            "gan",
            "cgan",
            "acgan",
            "infogan-cr",
            "sprites-infogan",
            "ssinfogan",
            "mnist-book",
            "mnist-book-as-published",
            "dcgan-book",
            "lsgan-book",
            "wgan-book",
            "cgan-book",
            "acgan-book",
            "stackedgan",
            "stackedgan-book",
            "stackedgan-book-as-published",
            "stackedgan-paper",
            "svhn",
            "celeba",
            "faces",
            "chairs");

    private Presets() {}

    /** The names, in the order to show them. */
    public static List<String> names() {
        return NAMES;
    }

    /** The configuration of a preset; the nearest name is suggested for one that does not exist. */
    public static RunConfig load(String name) {
        return ConfigReader.resolve(name, List.of());
    }

    /** The YAML of a preset, which begins with comments on its source, data, codes and expected minutes. */
    public static String text(String name) {
        if (!NAMES.contains(name)) {
            throw new UsageException("there is no preset '" + Shown.of(name) + "'"
                    + Nearest.of(name, NAMES)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("; there are " + String.join(", ", NAMES) + "."));
        }
        return resource(name);
    }

    static YamlDocument document(String name) {
        return YamlDocument.parse(text(name), "preset " + name);
    }

    /** Every key there is, with its default. */
    static YamlDocument defaults() {
        return YamlDocument.parse(defaultsText(), "the defaults");
    }

    static String defaultsText() {
        return resource("defaults");
    }

    private static String resource(String name) {
        String path = "/dev/facet/presets/" + name + ".yaml";
        try (InputStream in = Presets.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the library is incomplete: " + path + " is missing from it");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path + " from the library", e);
        }
    }
}
