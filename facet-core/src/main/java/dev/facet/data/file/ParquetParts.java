package dev.facet.data.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.facet.data.PartName;

/**
 * The parts of a data set to which its Parquet files belong, by their names.
 *
 * @param train the files of training, in the order in which all were given
 * @param test the files that are held out
 * @param unused a validation part beside a test part
 * @param remarks what was decided where the names do not say it, as clauses
 */
public record ParquetParts<T>(List<T> train, List<T> test, List<T> unused, List<String> remarks) {
    public ParquetParts {
        train = List.copyOf(train);
        test = List.copyOf(test);
        unused = List.copyOf(unused);
        remarks = List.copyOf(remarks);
    }

    /**
     * Divides files. A file that names no part is one of training.
     *
     * @param relative gives the path of a file from the top of the data set
     */
    public static <T> ParquetParts<T> of(List<T> files, Function<T, Path> relative) {
        List<T> train = new ArrayList<>();
        List<T> validation = new ArrayList<>();
        List<T> test = new ArrayList<>();
        for (T file : files) {
            switch (part(relative.apply(file)).orElse(PartName.TRAIN)) {
                case VALIDATION -> validation.add(file);
                case TEST -> test.add(file);
                case TRAIN -> train.add(file);
            }
        }
        if (train.isEmpty()) {
            return validation.isEmpty()
                    ? new ParquetParts<>(test, List.of(), List.of(), untrained("test"))
                    : new ParquetParts<>(validation, test, List.of(), untrained("validation"));
        }
        if (test.isEmpty() && !validation.isEmpty()) {
            return new ParquetParts<>(train, validation, List.of(), List.of("what is held out is the validation part"));
        }
        return new ParquetParts<>(train, test, validation, List.of());
    }

    private static List<String> untrained(String part) {
        return List.of("there is no training part, so the " + part + " part is training data");
    }

    /** The part that a path names: its file does so before the folders that it is in, the innermost first. */
    private static Optional<PartName> part(Path relative) {
        for (int i = relative.getNameCount() - 1; i >= 0; i--) {
            Optional<PartName> part = PartName.of(relative.getName(i).toString());
            if (part.isPresent()) {
                return part;
            }
        }
        return Optional.empty();
    }
}
