package dev.facet.data.picture;

import java.util.List;

/**
 * The result of reading a folder.
 *
 * @param read images that were read
 * @param skipped images that could not be read, in the order of their paths
 */
public record ReadReport(int read, List<Skipped> skipped) {
    private static final int LISTED = 20;

    /**
     * An image that was left out.
     *
     * @param path its path relative to the folder, with {@code /} between names
     * @param reason what is wrong with it
     */
    public record Skipped(String path, String reason) {}

    public ReadReport {
        skipped = List.copyOf(skipped);
    }

    /** The number of skipped images and the first 20 of them with their reasons, as text of one or several lines. */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(skipped.size()).append(" of ").append(read + skipped.size()).append(" images cannot be used");
        for (Skipped image : skipped.subList(0, Math.min(LISTED, skipped.size()))) {
            text.append("\n  ").append(image.path()).append(" ").append(image.reason());
        }
        if (skipped.size() > LISTED) {
            text.append("\n  and ").append(skipped.size() - LISTED).append(" more");
        }
        return text.toString();
    }
}
