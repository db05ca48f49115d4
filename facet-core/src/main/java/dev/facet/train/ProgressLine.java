package dev.facet.train;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The progress of a training run as a line of text. Not thread-safe. */
public final class ProgressLine {
    private static final String CONSISTENCY = "consistency/";

    private String information = "";

    /** Receives statistics as {@link Monitor#statistics} does. */
    public void statistics(Map<String, Double> values) {
        String nats = values.entrySet().stream()
                .filter(value -> value.getKey().startsWith("nats/"))
                .map(value -> {
                    String code = value.getKey().substring("nats/".length());
                    double most = values.getOrDefault("max_nats/" + code, Double.NaN);
                    return String.format(Locale.ROOT, "%s %.2f/%.2f", code, value.getValue(), most);
                })
                .collect(Collectors.joining(" "));
        information = nats.isEmpty() ? consistency(values) : nats + " nats";
    }

    /** How alike two views of real items are in their categories, which learn before G does. */
    private static String consistency(Map<String, Double> values) {
        String alike = values.entrySet().stream()
                .filter(value -> value.getKey().startsWith(CONSISTENCY))
                .map(value -> String.format(
                        Locale.ROOT, "%s %.2f", value.getKey().substring(CONSISTENCY.length()), value.getValue()))
                .collect(Collectors.joining(", "));
        return alike.isEmpty() ? "" : "categories alone, consistency of " + alike + " nats";
    }

    /**
     * The current information about each code and its upper bound, in nats: {@code digit 1.92/2.30 c1 0.31/1.08 nats}.
     * While categories learn alone, how alike two views of an item are in them. Empty before the first statistics.
     */
    public String information() {
        return information;
    }

    /** A line such as {@code start 2 of 3, step 120 of 2,000, 512 images/s, 1:05 left, digit 1.92/2.30 nats}. */
    public String of(Moment moment) {
        String start = moment.starts() > 1 ? "start " + moment.start() + " of " + moment.starts() + ", " : "";
        String left = Double.isNaN(moment.secondsLeft()) ? "" : ", " + duration(moment.secondsLeft()) + " left";
        return String.format(
                Locale.ROOT,
                "%sstep %,d of %,d, %.0f images/s%s%s",
                start,
                moment.step(),
                moment.steps(),
                moment.imagesPerSecond(),
                left,
                information.isEmpty() ? "" : ", " + information);
    }

    /** Seconds as {@code 4:05} or {@code 1:02:03}. */
    public static String duration(double seconds) {
        long whole = Math.max(0, Math.round(seconds));
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
