package dev.facet.method;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import dev.facet.codes.Code;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Labels;
import dev.facet.format.Csv;
import dev.facet.format.FormatException;
import dev.facet.format.PlainFile;
import dev.facet.method.game.ClassCode;

/**
 * The items whose classes a semi-supervised method is told: some of the data's own labels, or those in a table.
 *
 * @param names of the classes; at most as many as the class code has categories
 * @param items indices of the items
 * @param classes the class of each of them, an index into {@code names}
 */
record FewLabels(List<String> names, int[] items, int[] classes) {
    private static final int LARGEST = 64 << 20;
    private static final String IMAGE = "image";
    private static final String LABEL = "label";

    /**
     * The labels that the settings ask for.
     *
     * @throws UsageException if there are none, or they do not fit the data or the codes
     */
    static FewLabels of(RunConfig run, Dataset data) {
        SsInfoGanConfig config = run.own(SsInfoGanConfig.class);
        if (!config.labels().isEmpty()) {
            return read(Path.of(config.labels()), ClassCode.of(run).code(), data);
        }
        Labels known = ClassCode.check(run, data);
        int[] chosen = known.some(config.perClass(), run.training().seed());
        return new FewLabels(known.names(), chosen, known.of(chosen).values());
    }

    private static FewLabels read(Path file, Code.Categorical code, Dataset data) {
        Csv table;
        try {
            table = Csv.read(file, PlainFile.read(file, LARGEST));
        } catch (FormatException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UsageException(
                    "the labels in " + file + " cannot be read: " + e.getMessage()
                            + ". Name a table with the columns image and label.",
                    e);
        }
        int image = table.header().indexOf(IMAGE);
        int label = table.header().indexOf(LABEL);
        if (image < 0 || label < 0) {
            throw new UsageException("the labels in " + file + " need the columns image and label; it has "
                    + table.header().size() + " other columns, or one of the two.");
        }
        Map<String, String> told = new HashMap<>();
        table.rows().forEach(row -> told.put(row.get(image), row.get(label)));
        TreeSet<String> names = new TreeSet<>(order());
        List<Integer> items = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            String name = told.getOrDefault(data.nameOf(i), "");
            if (!name.isEmpty()) {
                items.add(i);
                labels.add(name);
                names.add(name);
            }
        }
        // others may be held out, so that training does not see them
        if (items.isEmpty() || 2 * items.size() < table.rows().size()) {
            throw new UsageException("of " + table.rows().size() + " rows of " + file + ", " + items.size()
                    + " name an image of " + data.name() + " and its label; at least half of them must. An image is"
                    + " named by its path from the top of the data, such as " + (data.size() > 0 ? data.nameOf(0) : "")
                    + ".");
        }
        if (names.size() > code.size()) {
            throw new UsageException("the labels in " + file + " are " + names.size() + " different ones, and code '"
                    + code.name() + "' has " + code.size() + " categories. Use `--codes \"" + code.name() + ":cat"
                    + names.size() + "\"`.");
        }
        List<String> classes = List.copyOf(names);
        Map<String, Integer> byName = new HashMap<>();
        classes.forEach(name -> byName.put(name, byName.size()));
        return new FewLabels(
                classes,
                items.stream().mapToInt(i -> i).toArray(),
                labels.stream().mapToInt(name -> byName.getOrDefault(name, 0)).toArray());
    }

    /** Names that are numbers by value, then others by name, as folders of classes are ordered. */
    private static Comparator<String> order() {
        return Comparator.comparingDouble(
                        (String name) -> name.matches("\\d{1,9}") ? Integer.parseInt(name) : Double.POSITIVE_INFINITY)
                .thenComparing(Comparator.naturalOrder());
    }
}
