package dev.facet.calibrate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

import dev.facet.format.FormatException;
import dev.facet.format.Safetensors;
import dev.facet.format.Safetensors.Contents;
import dev.facet.format.Safetensors.Entry;

/** Safetensors files whose metadata hold a checksum of everything else in them. */
final class Sealed {
    private static final String CHECKSUM = "checksum";

    private Sealed() {}

    /** Writes the file atomically, with its checksum. */
    static void write(Path file, Map<String, Entry> entries, Map<String, String> metadata) throws IOException {
        Map<String, String> all = new TreeMap<>(metadata);
        all.put(CHECKSUM, checksum(entries, all));
        Safetensors.write(file, entries, all);
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws FormatException if the file is damaged
     */
    static Contents read(Path file) throws IOException {
        Contents contents = Safetensors.read(file);
        Map<String, String> metadata = new TreeMap<>(contents.metadata());
        String wanted = metadata.remove(CHECKSUM);
        if (wanted == null || !wanted.equals(checksum(contents.entries(), metadata))) {
            throw new FormatException(file, "does not have the checksum it was written with");
        }
        return contents;
    }

    private static String checksum(Map<String, Entry> entries, Map<String, String> metadata) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(metadata)
                    .forEach((key, text) -> digest.update((key + "=" + text + "\n").getBytes(StandardCharsets.UTF_8)));
            new TreeMap<>(entries).forEach((name, entry) -> {
                digest.update((name + entry.dtype() + Arrays.toString(entry.shape())).getBytes(StandardCharsets.UTF_8));
                digest.update(entry.bytes());
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
