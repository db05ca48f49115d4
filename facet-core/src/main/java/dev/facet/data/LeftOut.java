package dev.facet.data;

import java.util.List;

/**
 * Files or entries of one kind that a reader left out of a data set, for one reason.
 *
 * @param kind what they are, as a plural noun: {@code HEIC images}
 * @param count how many there are
 * @param reason why they are left out, and what to do about it, as a clause
 * @param examples the names of the first few, as their paths within the data
 * @param missing whether these are items that cannot be found, since the file that holds them and others is damaged
 */
public record LeftOut(String kind, int count, String reason, List<String> examples, boolean missing) {
    /** The most examples that are kept. */
    public static final int EXAMPLES = 5;

    public LeftOut {
        examples = List.copyOf(examples.subList(0, Math.min(EXAMPLES, examples.size())));
    }

    /** What is there, and left out. */
    public LeftOut(String kind, int count, String reason, List<String> examples) {
        this(kind, count, reason, examples, false);
    }

    /** A line for people. */
    @Override
    public String toString() {
        String more = examples.size() < count ? ", …" : "";
        return "left out: " + kind + " (" + count + "), " + reason
                + (examples.isEmpty() ? "" : ": " + String.join(", ", examples) + more);
    }
}
