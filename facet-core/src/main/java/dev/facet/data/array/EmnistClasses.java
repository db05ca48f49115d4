package dev.facet.data.array;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.facet.data.Labels;

/** The names of EMNIST's classes: for each class the characters in ASCII that it stands for; the first names it. */
public final class EmnistClasses {
    private static final String MAPPING = "mapping.txt";
    private static final int MOST_BYTES = 1 << 16;
    private static final int MOST_CLASSES = 1 << 10;

    private EmnistClasses() {}

    /**
     * The classes by number, from the file of the mapping beside a part's file, such as {@code
     * emnist-letters-mapping.txt} beside {@code emnist-letters-train-images-idx3-ubyte.gz} or {@code
     * emnist-letters-train.csv}. Empty if there is no such file.
     */
    public static Map<Integer, String> beside(Path part) throws IOException {
        Map<Integer, String> classes = new TreeMap<>();
        Optional<Path> mapping = mapping(part);
        if (mapping.isEmpty() || Files.size(mapping.get()) > MOST_BYTES) {
            return classes;
        }
        for (String line : new String(Files.readAllBytes(mapping.get()), StandardCharsets.ISO_8859_1).split("\\R")) {
            String[] parts = line.strip().split("\\s+");
            if (parts.length >= 2 && parts[0].matches("[0-9]{1,4}") && parts[1].matches("[0-9]{1,3}")) {
                classes.put(Integer.parseInt(parts[0]), Character.toString(Integer.parseInt(parts[1])));
            }
        }
        return classes;
    }

    private static Optional<Path> mapping(Path part) {
        String name = String.valueOf(part.getFileName());
        return List.of(name.replaceAll("(?i)(train|test)([-.].*)?$", MAPPING), MAPPING).stream()
                .filter(other -> !other.equals(name))
                .map(part::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** The classes by number, from the columns of the array {@code mapping} of EMNIST's {@code .mat} files. */
    static Map<Integer, String> of(double[][] columns) {
        Map<Integer, String> classes = new TreeMap<>();
        for (int i = 0; columns.length > 1 && i < Math.min(columns[0].length, MOST_CLASSES); i++) {
            double character = columns[1][i];
            if (character > ' ' && character < 127 && columns[0][i] >= 0 && columns[0][i] < MOST_CLASSES) {
                classes.put((int) columns[0][i], Character.toString((int) character));
            }
        }
        return classes;
    }

    /** Labels whose names are numbers of {@code classes}, called after these; unchanged if one has no class. */
    static Labels named(Labels labels, Map<Integer, String> classes) {
        List<String> names = new ArrayList<>();
        for (String name : labels.names()) {
            String character = name.matches("[0-9]{1,4}") ? classes.get(Integer.parseInt(name)) : null;
            if (character == null) {
                return labels;
            }
            names.add(character);
        }
        return new Labels(names, labels.values());
    }
}
