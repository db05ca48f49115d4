package dev.facet.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.facet.config.RunConfig;
import dev.facet.format.AtomicFile;
import dev.facet.settings.ConfigChecksum;
import dev.facet.settings.ConfigWriter;

/**
 * The text of a run's {@code config.yaml}: the settings, and below them, as a comment, a checksum of their values. The
 * checksum distinguishes a change by a command from one by a person or a faulty disk. Comments and layout may be
 * edited.
 */
final class SettingsFile {
    private static final String MARK = "# Checksum of the settings above: commands write it, comments do not count: ";
    private static final Pattern SIGNATURE = Pattern.compile("(?m)^" + Pattern.quote(MARK.strip()) + " *(.*)$\\R?");

    private SettingsFile() {}

    /** The text of {@code config}. */
    static byte[] bytes(RunConfig config) {
        return signed(ConfigWriter.yaml(config), config).getBytes(StandardCharsets.UTF_8);
    }

    /** Replaces the file by the text of {@code config}. */
    static void write(Path file, RunConfig config) throws IOException {
        AtomicFile.write(file, bytes(config));
    }

    /** Adds the checksum to {@code file}, which holds the settings {@code config}, if it is missing. */
    static void sign(Path file, RunConfig config) throws IOException {
        String text = Files.readString(file);
        String signed = signed(text, config);
        if (!signed.equals(text)) {
            AtomicFile.write(file, signed.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Whether the checksum in {@code file} is that of {@code config}, its content; empty if the file has no checksum.
     */
    static Optional<Boolean> intact(Path file, RunConfig config) throws IOException {
        String text = Files.readString(file);
        Matcher matcher = SIGNATURE.matcher(text);
        return matcher.find()
                ? Optional.of(matcher.group(1).strip().equals(ConfigChecksum.of(config, text)))
                : Optional.empty();
    }

    private static String signed(String text, RunConfig config) {
        String settings = SIGNATURE.matcher(text).replaceAll("");
        String end = settings.endsWith("\n") ? "" : "\n";
        return settings + end + MARK + ConfigChecksum.of(config) + "\n";
    }
}
