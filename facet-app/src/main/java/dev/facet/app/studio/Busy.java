package dev.facet.app.studio;

/** More is asked for at once than the server takes on. */
final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** When it is worth asking again. */
    static final int RETRY_AFTER_SECONDS = 1;

    Busy() {
        super("the server is busy with other requests; ask again in " + RETRY_AFTER_SECONDS + " s");
    }
}
