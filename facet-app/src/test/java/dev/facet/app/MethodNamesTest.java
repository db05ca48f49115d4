package dev.facet.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.facet.method.Methods;
import dev.facet.model.family.Families;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Only the package of the methods contains names of methods; all other code asks {@code MethodType}. Exceptions are
 * names of presets, and network families or sections of settings with the name of a method.
 */
class MethodNamesTest {
    private static final Path CORE = Path.of("..", "facet-core", "src", "main", "java", "dev", "facet");
    private static final Path PLACE = CORE.resolve("method");
    private static final Path FAMILIES = CORE.resolve("model").resolve("family");
    private static final Path INFORMATION = CORE.resolve("config").resolve("InfoGanConfig.java");

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|(?m)^\\s*//.*$", Pattern.DOTALL);
    private static final Pattern LITERAL =
            Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);

    /** A name by itself: not part of a longer name, not the beginning of a key, and not the name of a preset. */
    private static final Pattern NAME = Pattern.compile("(?<![\\w.-])(?<!--preset )("
            + String.join("|", Methods.names().stream().map(Pattern::quote).toList()) + ")(?![\\w-])(?!\\.[a-z])");

    @Test
    void aMethodIsNamedInItsPlaceOnly() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources()) {
            if (!isPlace(file)) {
                literals(file).stream()
                        .filter(literal -> NAME.matcher(literal).find())
                        .filter(literal -> !(file.startsWith(FAMILIES) && namesAFamily(literal)))
                        .forEach(literal -> found.add(file + ": \"" + literal + "\""));
            }
        }
        assertThat(found).as("method names outside of " + PLACE).isEmpty();
    }

    @Test
    void theDefaultsNameNoMethodButTheOneTheyTake() throws IOException {
        Path defaults =
                CORE.resolve(Path.of("..", "..", "..", "resources", "dev", "facet", "presets", "defaults.yaml"));
        List<String> found = new ArrayList<>();
        for (String line : Files.readAllLines(defaults)) {
            Matcher name = NAME.matcher(line);
            while (name.find()) {
                boolean isKey = line.startsWith(name.group(1) + ":");
                if (!isKey && !line.startsWith("method:") && !Families.names().contains(name.group(1))) {
                    found.add(line);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void theCheckFindsWhatItLooksFor() {
        assertThat(NAME.matcher("gan").find()).isTrue();
        assertThat(NAME.matcher("one of gan, cgan").find()).isTrue();
        assertThat(NAME.matcher("train with --method infogan.").find()).isTrue();
        assertThat(NAME.matcher("infogan.lambda").find()).isFalse();
        assertThat(NAME.matcher("runs/00003-mnist-infogan").find()).isFalse();
        assertThat(NAME.matcher("facet train --preset acgan").find()).isFalse();
    }

    @Test
    void eachNameIsSaidOnceByItsMethod() throws IOException {
        for (String name : Methods.names()) {
            String says = "return \"" + name + "\";";
            long places;
            try (Stream<Path> files = Files.list(PLACE)) {
                places = files.filter(Files::isRegularFile)
                        .filter(file -> read(file).contains(says))
                        .count();
            }
            assertThat(places).as(name).isEqualTo(1);
        }
    }

    private static boolean isPlace(Path file) {
        return PLACE.equals(file.getParent()) && !file.endsWith("Methods.java") || file.equals(INFORMATION);
    }

    private static boolean namesAFamily(String literal) {
        Matcher name = NAME.matcher(literal);
        while (name.find()) {
            if (!Families.names().contains(name.group(1))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> literals(Path file) {
        String code = COMMENT.matcher(read(file)).replaceAll("");
        List<String> literals = new ArrayList<>();
        Matcher matcher = LITERAL.matcher(code);
        while (matcher.find()) {
            literals.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return literals;
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path root : List.of(
                Path.of("src", "main", "java"),
                Path.of("src", "main", "web", "src"),
                CORE,
                Path.of("..", "facet-bench", "src", "main", "java"))) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().matches(".*\\.(java|tsx?)"))
                        .forEach(sources::add);
            }
        }
        return sources;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
