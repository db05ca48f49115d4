package dev.facet.data.picture;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import dev.facet.config.UsageException;

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

    /**
     * Refuses a set of which more than a share cannot be used, and lists what and why.
     *
     * @param folder the set, for the message
     * @param most the largest share, from 0 to 1
     */
    void refuseIfTooManyAreBad(Path folder, double most) {
        int all = read + skipped.size();
        if (skipped.isEmpty() || skipped.size() <= most * all) {
            return;
        }
        String share = String.format(Locale.ROOT, "%.2f", Math.ceil(100.0 * skipped.size() / all) / 100);
        throw new UsageException(folder + ": " + summary() + "\nUp to "
                + new BigDecimal(Double.toString(100 * most))
                        .stripTrailingZeros()
                        .toPlainString()
                + " % would be left out. Repair or remove these files, check that this is the right folder, or leave"
                + " them all out with `--set data.bad=" + share + "`.");
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
