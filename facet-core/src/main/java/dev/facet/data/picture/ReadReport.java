package dev.facet.data.picture;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
     * @param reason what is wrong with it, or with {@code file}
     * @param file the file of many images in which this one cannot be found, since that is damaged; empty if the image
     *     itself is bad
     */
    public record Skipped(String path, String reason, String file) {
        /** An image that is bad itself. */
        public Skipped(String path, String reason) {
            this(path, reason, "");
        }
    }

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

    /** What is missing of a damaged file, and why. */
    record Missing(String file, int rows, String reason) {}

    /** The damaged files, each once, with what is wrong at its first missing image. */
    List<Missing> missing() {
        Map<String, Missing> files = new LinkedHashMap<>();
        for (Skipped image : skipped) {
            if (!image.file().isEmpty()) {
                files.merge(
                        image.file(),
                        new Missing(image.file(), 1, image.reason()),
                        (sum, more) -> new Missing(sum.file(), sum.rows() + more.rows(), sum.reason()));
            }
        }
        return List.copyOf(files.values());
    }

    /** The images that are bad themselves. */
    List<Skipped> bad() {
        return skipped.stream().filter(image -> image.file().isEmpty()).toList();
    }

    /**
     * The number of skipped images, and the first 20 damaged files and the first 20 bad images with their reasons, as
     * text of one or several lines.
     */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(skipped.size()).append(" of ").append(read + skipped.size()).append(" images cannot be used");
        list(
                text,
                missing().stream()
                        .map(lost -> lost.file() + " (" + lost.rows() + (lost.rows() == 1 ? " row) " : " rows) ")
                                + lost.reason())
                        .toList());
        list(
                text,
                bad().stream().map(image -> image.path() + " " + image.reason()).toList());
        return text.toString();
    }

    private static void list(StringBuilder text, List<String> lines) {
        lines.stream().limit(LISTED).forEach(line -> text.append("\n  ").append(line));
        if (lines.size() > LISTED) {
            text.append("\n  and ").append(lines.size() - LISTED).append(" more");
        }
    }
}
