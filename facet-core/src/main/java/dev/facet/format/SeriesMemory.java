package dev.facet.format;

import java.nio.file.Path;

/** Counts the values of the series that are read from a text, whose number no header says. Not thread-safe. */
public final class SeriesMemory {
    /** A double, and the number that networks get, with what is between them. */
    private static final long BYTES = 16;

    private static final long EACH = 64;

    private final Path file;
    private long bytes;

    /** Counts for {@code file}. */
    public SeriesMemory(Path file) {
        this.file = file;
    }

    /**
     * Counts a series of {@code values} values.
     *
     * @throws MemoryException if all so far take more memory than Java may use
     */
    public void add(long values) throws MemoryException {
        bytes += EACH + BYTES * values;
        MemoryException.check(file, bytes, "take fewer series");
    }
}
