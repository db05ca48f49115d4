package dev.facet.format;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The end of a text file, such as a log that somebody is writing. */
public final class FileTail {
    private FileTail() {}

    /** The last {@code most} bytes as UTF-8, of which the first line may be cut; empty where there is no file. */
    public static String read(Path file, int most) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(in.length(), most)];
            in.seek(in.length() - tail.length);
            in.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8);
        }
    }
}
