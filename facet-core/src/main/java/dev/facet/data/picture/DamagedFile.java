package dev.facet.data.picture;

import java.io.Serial;
import java.nio.file.Path;

import dev.facet.format.FormatException;

/** A file that holds many pictures and is damaged, so that some of them cannot be found in it. */
final class DamagedFile extends FormatException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String name;

    /**
     * Damage that keeps a picture from being read.
     *
     * @param name of the file, relative to the data
     * @param problem what is wrong with it and what to do, as of a {@link FormatException}
     */
    DamagedFile(Path file, String name, String problem, FormatException cause) {
        super(file, problem, cause);
        this.name = name;
    }

    /** The file, relative to the data. */
    String name() {
        return name;
    }
}
