package dev.facet.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Damages a file of {@code facet data convert}, whose pictures are PNG files that are not packed. */
public final class DamagedShard {
    private static final String PNG = "\u0089PNG\r\n\u001a\n";
    /** Bytes that say how long a picture is, before it. */
    private static final int LENGTH = 4;

    private DamagedShard() {}

    /** Overwrites a picture and its length, so that neither it nor those behind it can be found. */
    public static void lose(Path file, int row) throws IOException {
        fill(file, row, -LENGTH);
    }

    /** Overwrites a picture behind its signature, and nothing else. */
    public static void spoil(Path file, int row) throws IOException {
        fill(file, row, PNG.length());
    }

    private static void fill(Path file, int row, int skipped) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = -1;
        for (int i = 0; i <= row; i++) {
            at = text.indexOf(PNG, at + 1);
        }
        Arrays.fill(bytes, at + skipped, text.indexOf(PNG, at + 1) - LENGTH, (byte) 0xFF);
        Files.write(file, bytes);
    }
}
