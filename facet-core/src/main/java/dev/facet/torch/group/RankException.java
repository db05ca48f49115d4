package dev.facet.torch.group;

/** Another process of the group is lost, hangs, or cannot be reached. The message is for the user. */
public final class RankException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RankException(String message, Throwable cause) {
        super(message, cause);
    }
}
