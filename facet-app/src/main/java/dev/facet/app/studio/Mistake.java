package dev.facet.app.studio;

/** A mistake in one field of a request, which a page shows beside that field. */
final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    Mistake(String field, String message) {
        super(message);
        this.field = field;
    }

    Mistake(String field, Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.field = field;
    }

    /** The key in the body of the request. */
    String field() {
        return field;
    }
}
