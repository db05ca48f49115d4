package dev.facet.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Division;
import dev.facet.data.Fingerprint;
import dev.facet.data.Items;
import dev.facet.data.Labels;
import dev.facet.data.NoImages;
import dev.facet.data.Shape;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;

/**
 * All items of a run's data by number: those that the run was given, with the ones that it held out, and then the
 * data's own test part. Thread-safe like the data; whoever opened it closes it.
 */
public final class RunItems implements AutoCloseable {
    private final Dataset given;
    private final Dataset test;
    private final Set<String> heldOut = new HashSet<>();
    private final List<String> classes;
    private final int[] labels;
    private final String fingerprint;

    private RunItems(Dataset given, Dataset test, DataConfig config) {
        this.given = given;
        this.test = test;
        Dataset apart = Division.of(given, config).heldOut();
        for (int i = 0; i < apart.size(); i++) {
            heldOut.add(apart.nameOf(i));
        }
        List<String> names = new ArrayList<>();
        labels = new int[size()];
        Arrays.fill(labels, -1);
        label(given, 0, names);
        label(test, given.size(), names);
        classes = List.copyOf(names);
        fingerprint = new Fingerprint()
                .add("run")
                .add(given.fingerprint())
                .add(test.fingerprint())
                .hex();
    }

    /**
     * Opens the data of a run as it is now.
     *
     * @throws UsageException if it cannot be read
     * @throws UncheckedIOException if it cannot be read
     */
    public static RunItems open(RunFolder folder) throws IOException {
        DataConfig config = folder.config().data();
        Dataset given = Datasets.open(config, Split.TRAIN);
        return new RunItems(given, test(config, given), config);
    }

    private static Dataset test(DataConfig config, Dataset given) {
        try {
            Dataset test = Datasets.open(config, Split.TEST);
            if (test.size() > 0 && test.shape().equals(given.shape())) {
                return test;
            }
            test.close();
        } catch (UsageException | UncheckedIOException e) {
            // what training learned from can be shown without it
        }
        return new NoImages(given.name(), given.shape());
    }

    private void label(Dataset part, int first, List<String> names) {
        Labels known = part.labels().orElse(null);
        if (known == null) {
            return;
        }
        int[] index = new int[known.names().size()];
        for (int k = 0; k < index.length; k++) {
            String name = known.names().get(k);
            if (!names.contains(name)) {
                names.add(name);
            }
            index[k] = names.indexOf(name);
        }
        for (int i = 0; i < part.size(); i++) {
            labels[first + i] = index[known.values()[i]];
        }
    }

    /** The items that the run was given, with those that it held out. */
    public Dataset given() {
        return given;
    }

    /** The data's own test part; may be empty. */
    public Dataset test() {
        return test;
    }

    /** The number of items. */
    public int size() {
        return given.size() + test.size();
    }

    /** The shape of the items. */
    public Shape shape() {
        return given.shape();
    }

    /** Equal fingerprints mean equal items with equal numbers. */
    public String fingerprint() {
        return fingerprint;
    }

    /** Items by their numbers. */
    public Items items(int... numbers) {
        int size = shape().bytes();
        byte[] bytes = new byte[Math.multiplyExact(numbers.length, size)];
        for (int i = 0; i < numbers.length; i++) {
            part(numbers[i]).read(index(numbers[i]), bytes, i * size);
        }
        return new Items(shape(), numbers.length, bytes);
    }

    /** The part of the data that an item is in. */
    public Dataset part(int number) {
        return number < given.size() ? given : test;
    }

    /** Whether an item is in the data's own test part. */
    public boolean isTest(int number) {
        return number >= given.size();
    }

    /** The index of an item in its part. */
    public int index(int number) {
        return isTest(number) ? number - given.size() : number;
    }

    /** The name of an item, which no other of its part has: its path, or its index in its part. */
    public String name(int number) {
        return part(number).nameOf(index(number));
    }

    /** Whether training never saw an item. */
    public boolean isHeldOut(int number) {
        return isTest(number) || !heldOut.isEmpty() && heldOut.contains(name(number));
    }

    /** The classes of the data; empty if it has none. */
    public List<String> classes() {
        return classes;
    }

    /** The class of an item as an index; −1 if it has none. */
    public int label(int number) {
        return labels[number];
    }

    @Override
    public void close() {
        given.close();
        test.close();
    }
}
