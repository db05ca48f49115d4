package dev.facet.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The part of a data set that the name of a file or folder says, in one of its words: {@code train-00000}, {@code
 * test_set}, {@code valImages}. Case does not matter.
 */
public enum PartName {
    TRAIN(List.of("train", "training")),
    /** Held out where there is no test part. */
    VALIDATION(List.of("val", "valid", "validation", "dev", "eval", "evaluation")),
    TEST(List.of("test", "testing"));

    private final List<String> words;

    PartName(List<String> words) {
        this.words = words;
    }

    /** The part that a name says; empty if it says none. The first word that says one counts. */
    public static Optional<PartName> of(String name) {
        return Said.of(name).map(Said::part);
    }

    /**
     * What a name says.
     *
     * @param word the word that says it, in lower case
     * @param rest the other words, the same for all parts of a set: {@code set} of {@code test_set}
     * @param rank the place of the word among those for held-out parts, the best first
     */
    public record Said(PartName part, String word, String rest, int rank) {
        /** What {@code name} says; empty if it says no part. */
        public static Optional<Said> of(String name) {
            List<String> words = words(name);
            for (PartName part : values()) {
                for (String word : words) {
                    int place = part.words.indexOf(word);
                    if (place >= 0) {
                        List<String> rest = new ArrayList<>(words);
                        rest.remove(word);
                        return Optional.of(
                                new Said(part, word, String.join(" ", rest), part == TEST ? place : 100 + place));
                    }
                }
            }
            return Optional.empty();
        }
    }

    /** The words of a name: what is between characters that are no letters, and where small letters end. */
    private static List<String> words(String name) {
        String apart = name.replaceAll("(?<=\\p{Ll})(?=\\p{Lu})", " ").toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        for (String word : apart.split("[^\\p{L}]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
