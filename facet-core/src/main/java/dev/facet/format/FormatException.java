package dev.facet.format;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is not what it claims to be, or not what a reader can take. The message starts with the file and says
 * what was wanted, what was found, and what to do. Every reader in Facet throws this, and nothing else, for malformed
 * content.
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

    /** The message without the file, for lists that name it anyway. */
    public String problem() {
        return problem;
    }
}
