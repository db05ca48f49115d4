package dev.facet.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The progress of a training run as a line of text. Not thread-safe. */
public final class ProgressLine {
    private static final String CONSISTENCY = "consistency/";
    private static final String INFORMATION = "nats/";

    /** The width of a terminal that nobody has enlarged. */
    private static final int COLUMNS = 80;

    /** What is known of the codes, in words that get shorter; empty before the first statistics. */
    private List<String> wordings = List.of();

    /** Receives statistics as {@link Monitor#statistics} does. */
    public void statistics(Map<String, Double> values) {
        List<String> full = new ArrayList<>();
        List<String> brief = new ArrayList<>();
        values.forEach((key, value) -> {
            if (key.startsWith(INFORMATION)) {
                String code = key.substring(INFORMATION.length());
                double most = values.getOrDefault("max_nats/" + code, Double.NaN);
                full.add(String.format(Locale.ROOT, "%s %.2f/%.2f", code, value, most));
                brief.add(String.format(Locale.ROOT, "%s %.2f", code, value));
            }
        });
        if (brief.isEmpty()) {
            wordings = consistency(values);
            return;
        }
        wordings = new ArrayList<>(List.of(String.join(" ", full) + " nats"));
        for (int shown = brief.size(); shown > 0; shown--) {
            wordings.add(String.join(" ", brief.subList(0, shown)) + (shown < brief.size() ? " …" : "") + " nats");
        }
    }

    /** How alike two views of real items are in their categories, which learn before G does. */
    private static List<String> consistency(Map<String, Double> values) {
        String alike = values.entrySet().stream()
                .filter(value -> value.getKey().startsWith(CONSISTENCY))
                .map(value -> String.format(
                        Locale.ROOT, "%s %.2f", value.getKey().substring(CONSISTENCY.length()), value.getValue()))
                .collect(Collectors.joining(", "));
        return alike.isEmpty()
                ? List.of()
                : List.of("categories alone, consistency of " + alike + " nats", "consistency of " + alike + " nats");
    }

    /**
     * The current information about each code and its upper bound, in nats: {@code digit 1.92/2.30 c1 0.31/1.08 nats}.
     * While categories learn alone, how alike two views of an item are in them. In at most {@code columns}
     * characters: bounds are left out first, then the last codes. Empty before the first statistics, or if nothing
     * fits.
     */
    public String information(int columns) {
        return wordings.stream()
                .filter(wording -> wording.length() <= columns)
                .findFirst()
                .orElse("");
    }

    /**
     * A line such as {@code start 2 of 3, step 120 of 2,000, 512 images/s, 1:05 left, digit 1.92/2.30 nats}, of at most
     * 80 characters.
     */
    public String of(Moment moment) {
        String start = moment.starts() > 1 ? "start " + moment.start() + " of " + moment.starts() + ", " : "";
        String left = Double.isNaN(moment.secondsLeft()) ? "" : ", " + duration(moment.secondsLeft()) + " left";
        String line = String.format(
                Locale.ROOT,
                "%sstep %,d of %,d, %.0f images/s%s",
                start,
                moment.step(),
                moment.steps(),
                moment.imagesPerSecond(),
                left);
        String information = information(COLUMNS - line.length() - 2);
        return line + (information.isEmpty() ? "" : ", " + information);
    }

    /** Seconds as {@code 4:05} or {@code 1:02:03}. */
    public static String duration(double seconds) {
        long whole = Math.max(0, Math.round(seconds));
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
