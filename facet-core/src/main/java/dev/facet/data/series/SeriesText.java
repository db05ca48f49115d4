package dev.facet.data.series;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.facet.data.series.TableSeries.Read;
import dev.facet.format.ArffFile;
import dev.facet.format.TextFile;
import dev.facet.format.TsFile;
import dev.facet.format.TsfFile;

/** A text file with series: which of the formats it has, and to which part of which set it belongs. */
final class SeriesText {
    private static final int HEAD = 1 << 18;
    private static final Pattern PART =
            Pattern.compile("(|.*[_. -])(train|training|test|testing)((?:\\.[a-z0-9]+)*)", Pattern.CASE_INSENSITIVE);

    private SeriesText() {}

    /** The formats. */
    enum Kind {
        TS,
        ARFF,
        TSF,
        TABLE
    }

    /**
     * The part of a set that a file is by its name, such as {@code GunPoint_TRAIN.tsv}.
     *
     * @param set the name of the set; may be empty
     * @param test whether it is the test part
     */
    record PartName(String set, boolean test, String ending) {
        static Optional<PartName> of(String file) {
            Matcher matcher = PART.matcher(file);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            boolean test = matcher.group(2).toLowerCase(Locale.ROOT).startsWith("test");
            return Optional.of(new PartName(
                    matcher.group(1).replaceFirst("[_. -]+$", ""),
                    test,
                    matcher.group(3).toLowerCase(Locale.ROOT)));
        }

        /** Whether this is the test part that belongs to a training part. */
        boolean belongsTo(PartName train) {
            return test && !train.test && set.equalsIgnoreCase(train.set) && plain().equals(train.plain());
        }

        private String plain() {
            return ending.replaceFirst("\\.gz$", "");
        }
    }

    /** The format of a text; nothing if it has no series. */
    static Optional<Kind> kind(TextFile text) throws IOException {
        Optional<String> head = text.head(HEAD);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        if (TsFile.detect(head.get())) {
            return Optional.of(Kind.TS);
        }
        if (TsfFile.detect(head.get())) {
            return Optional.of(Kind.TSF);
        }
        if (ArffFile.detect(head.get())) {
            return Optional.of(Kind.ARFF);
        }
        char first = head.get().strip().charAt(0);
        if (first == '<' || first == '{' || first == '[') {
            return Optional.empty();
        }
        TableSurvey.Sample sample = TableSurvey.Sample.of(text);
        return sample.hasNumbers() && !sample.hasPixels() ? Optional.of(Kind.TABLE) : Optional.empty();
    }

    /** Reads a text of a known format; {@code file} is its name. */
    static Read read(TextFile text, Kind kind, String file) throws IOException {
        return switch (kind) {
            case TS -> new Read(TsFile.read(text), false, false, "", List.of());
            case ARFF -> new Read(ArffFile.read(text), false, false, "", List.of());
            case TSF -> new Read(TsfFile.read(text), false, true, "", List.of());
            case TABLE -> TableSeries.of(text, isArchived(file));
        };
    }

    /** Whether a file is named as those of the UCR archive, whose first column is the class. */
    private static boolean isArchived(String file) {
        Optional<PartName> part = PartName.of(file);
        return part.isPresent()
                && !part.get().set().isEmpty()
                && !part.get().plain().equals(".csv");
    }
}
