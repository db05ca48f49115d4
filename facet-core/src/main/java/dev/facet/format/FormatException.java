package dev.facet.format;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A malformed file, or one that a reader does not support. The message starts with the file and says what was wanted,
 * what was found, and what to do. Every reader in Facet throws only this for malformed content.
 */
public class FormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    public FormatException(Path file, String problem) {
        super(file + ": " + problem);
        this.problem = problem;
    }

    public FormatException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
        this.problem = problem;
    }

    /** The message without the file, for lists that show the file already. */
    public String problem() {
        return problem;
    }
}
