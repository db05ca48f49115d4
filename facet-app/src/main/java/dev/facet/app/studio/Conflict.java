package dev.facet.app.studio;

/** A request that is impossible in the present state. The message gives the reason. */
final class Conflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Conflict(String message) {
        super(message);
    }
}
