package dev.facet.app.studio;

/** More is asked for at once than the server takes on. */
final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** When it is worth asking again, usually. */
    static final int RETRY_AFTER_SECONDS = 1;

    private final int retryAfterSeconds;

    Busy() {
        this("the server is busy with other requests; ask again in " + RETRY_AFTER_SECONDS + " s", RETRY_AFTER_SECONDS);
    }

    /** Says what there is too much of, and when to ask again. */
    Busy(String message, int retryAfterSeconds) {
        super(message);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
