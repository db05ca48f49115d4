package dev.facet.app.studio;

/** What is asked for cannot be as things are now. The message says what is in the way. */
final class Conflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Conflict(String message) {
        super(message);
    }
}
