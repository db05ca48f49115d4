package dev.facet.config;

/**
 * A mistake of the user. The message is one paragraph: what was wanted, what was found, where, and what to do about it.
 * Programs print the message alone, without a stack trace; the command line exits with 2.
 */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
