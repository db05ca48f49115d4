package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.format.AtomicFile;
import dev.facet.format.FormatException;
import dev.facet.format.JsonFile;

/**
 * What a {@link Checkup} of a training found, as {@code health.json} in the run's folder keeps it
 * (docs/file-formats.md).
 *
 * @param step the steps done
 * @param figures what was measured, by name
 * @param findings what is wrong; empty if nothing is
 */
public record Health(long step, Map<String, Double> figures, List<Finding> findings) {
    /** The name of the file. */
    static final String FILE = "health.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What may be wrong. */
    public enum Kind {
        /** The samples look like noise. */
        NOISE,
        /** The samples are blank. */
        BLANK,
        /** The samples are nothing like the data. */
        UNLIKE,
        /** Samples hardly differ from each other. */
        COLLAPSED,
        /** D does not tell samples from real images, although they differ. */
        BLIND,
        /** D knows the training images by heart. */
        BY_HEART,
        /** A code cannot be read off the samples. */
        SILENT;

        /** Whether the samples are useless. */
        public boolean isFailure() {
            return switch (this) {
                case NOISE, BLANK, UNLIKE, COLLAPSED -> true;
                case BLIND, BY_HEART, SILENT -> false;
            };
        }

        /** The name in files. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static Optional<Kind> of(String text) {
            for (Kind kind : values()) {
                if (kind.text().equals(text)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Something that is wrong.
     *
     * @param message one or two sentences: what is wrong, and what to try
     */
    public record Finding(Kind kind, String message) {}

    public Health {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        findings = List.copyOf(findings);
    }

    /** Whether the samples are useless. */
    public boolean isFailure() {
        return findings.stream().anyMatch(finding -> finding.kind().isFailure());
    }

    /** Whether there is a finding of this kind. */
    boolean has(Kind kind) {
        return findings.stream().anyMatch(finding -> finding.kind() == kind);
    }

    /** The messages of all findings. */
    public List<String> messages() {
        return findings.stream().map(Finding::message).toList();
    }

    /**
     * The health of a run at its last checkup; empty if there was none.
     *
     * @throws FormatException if its file is damaged
     */
    public static Optional<Health> of(RunFolder run) throws IOException {
        return read(run.path().resolve(FILE));
    }

    /** The same, but empty if the file is damaged: the next checkup replaces it. */
    public static Optional<Health> ifReadable(RunFolder run) throws IOException {
        try {
            return of(run);
        } catch (FormatException damaged) {
            return Optional.empty();
        }
    }

    /** The content of a file; empty if there is none. */
    static Optional<Health> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode root = JsonFile.read(file);
        Map<String, Double> figures = new LinkedHashMap<>();
        root.path("figures").properties().forEach(entry -> {
            if (entry.getValue().isNumber()) {
                figures.put(entry.getKey(), entry.getValue().doubleValue());
            }
        });
        List<Finding> findings = new ArrayList<>();
        for (JsonNode finding : root.path("findings")) {
            Kind.of(finding.path("kind").asString(""))
                    .ifPresent(kind -> findings.add(
                            new Finding(kind, finding.path("message").asString(""))));
        }
        return Optional.of(new Health(root.path("step").asLong(0), figures, findings));
    }

    /** The content of the file. */
    byte[] bytes() {
        ObjectNode root = JSON.createObjectNode();
        root.put("step", step);
        ObjectNode numbers = root.putObject("figures");
        figures.forEach(numbers::put);
        ArrayNode list = root.putArray("findings");
        findings.forEach(
                finding -> list.addObject().put("kind", finding.kind().text()).put("message", finding.message()));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    /** Replaces the file of a run. */
    void write(RunFolder run) throws IOException {
        AtomicFile.write(run.path().resolve(FILE), bytes());
    }
}
