package dev.facet.format;

import java.io.IOException;
import java.nio.file.Path;

/** A sound file that needs more memory than Java may use. The message says how much it needs and how to allow more. */
public final class MemoryException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final long MEBIBYTE = 1L << 20;

    private MemoryException(String message) {
        super(message);
    }

    /**
     * An exception that says that {@code file} needs {@code bytes} of memory.
     *
     * @param instead an alternative for the user, such as "save it as .npy"
     */
    public static MemoryException of(Path file, long bytes, String instead) {
        long wanted = Math.max(1, bytes / MEBIBYTE);
        long gibibytes = Math.max(1, (2 * bytes + (1L << 30) - 1) >> 30);
        return new MemoryException(file + ": takes about " + wanted + " MB of memory, and Java may use " + allowed()
                + " MB. Allow more, with JDK_JAVA_OPTIONS=-Xmx" + gibibytes + "g in the environment, or " + instead);
    }

    /** Refuses a file that needs {@code bytes} if Java may not use so much, before any of it is allocated. */
    public static void check(Path file, long bytes, String instead) throws MemoryException {
        if (bytes > Runtime.getRuntime().maxMemory() / 3 * 2) {
            throw of(file, bytes, instead);
        }
    }

    /** The memory that Java may use, in megabytes. */
    public static long allowed() {
        return Runtime.getRuntime().maxMemory() / MEBIBYTE;
    }
}
