package dev.facet.app.studio;

/** The server has too many requests. */
final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The usual time after which a client should ask again. */
    static final int RETRY_AFTER_SECONDS = 1;

    private final int retryAfterSeconds;

    Busy() {
        this("the server is busy with other requests; ask again in " + RETRY_AFTER_SECONDS + " s", RETRY_AFTER_SECONDS);
    }

    /** A message about the limit, and the time after which to ask again. */
    Busy(String message, int retryAfterSeconds) {
        super(message);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
