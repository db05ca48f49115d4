package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.facet.calibrate.ItemReader;
import dev.facet.calibrate.ItemReadings;
import dev.facet.calibrate.ItemReadingsFile;
import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.UsageException;
import dev.facet.format.FormatException;
import dev.facet.model.Model;
import dev.facet.torch.Placement;

/**
 * What Q reads of the items of a run's data, in {@code readings.safetensors}. It is valid only for one model and one
 * state of the data, whose checksums it contains. The file can be deleted.
 */
public final class RunReadings {
    /** The most items that are read. Of more, as many are drawn at random, always the same. */
    public static final int MOST = 100_000;

    private static final String FILE = "readings.safetensors";
    private static final int PIECE = 256;

    private RunReadings() {}

    /** The file in a run's folder. */
    public static Path file(RunFolder folder) {
        return folder.path().resolve(FILE);
    }

    /** The numbers of the items that are read, in ascending order. */
    static int[] numbers(int total, int most, long seed) {
        return total <= most
                ? IntStream.range(0, total).toArray()
                : IntStream.of(new Draws(Draws.seed(seed, "items to read"), 0).permutation(total))
                        .limit(most)
                        .sorted()
                        .toArray();
    }

    /**
     * Reads the items of a run piece by piece, with the model of its newest good checkpoint. One thread at a time uses
     * and closes it, on a machine's CPU.
     */
    public static final class Reading implements AutoCloseable {
        private final RunFolder folder;
        private final RunItems items;
        private final Checkpoint checkpoint;
        private final Model model;
        private final String weights;
        private final int[] numbers;
        private final ItemReader reader;
        private int done = -1;

        /**
         * Loads the model.
         *
         * @param items the run's data, which stays open until all is read
         * @throws UsageException if the run has no recogniser or no checkpoint, its data has too few items, or is of
         *     another shape
         */
        public Reading(RunFolder folder, RunItems items, Consumer<String> notice) throws IOException {
            this.folder = folder;
            this.items = items;
            checkpoint = RunModel.newest(folder, notice);
            try (Placement cpu = Placement.on(Device.CPU)) {
                model = RunCalibration.apply(RunModel.load(folder, checkpoint, notice), folder, checkpoint, notice);
            }
            try {
                model.requireRecogniser();
                if (!items.shape().equals(model.shape())) {
                    throw new UsageException("the data of the run is now of " + items.shape() + ", and the model reads "
                            + model.shape() + ". Bring the old data back.");
                }
                if (items.size() < 2) {
                    throw new UsageException("the data of the run has " + items.size() + " "
                            + items.shape().plural() + "; at least 2 are needed to compare them.");
                }
                weights = weights(folder, checkpoint);
                numbers = RunReadings.numbers(
                        items.size(), MOST, folder.config().training().seed());
                reader = new ItemReader(model, numbers);
            } catch (IOException | RuntimeException e) {
                model.close();
                throw e;
            }
        }

        /** How many items are read in all. */
        public int count() {
            return numbers.length;
        }

        /** How many items have been read. */
        public int done() {
            return Math.max(0, done);
        }

        /** Reads some more items; false if all are read. */
        public boolean more() {
            try (Placement cpu = Placement.on(Device.CPU)) {
                if (done < 0) {
                    int sample = Math.min(numbers.length, reader.sample());
                    reader.look(items.items(IntStream.range(0, sample)
                            .map(i -> numbers[(int) ((long) i * numbers.length / sample)])
                            .toArray()));
                    done = 0;
                    return true;
                }
                if (done == numbers.length) {
                    return false;
                }
                int count = Math.min(PIECE, numbers.length - done);
                reader.read(items.items(
                        IntStream.range(done, done + count).map(i -> numbers[i]).toArray()));
                done += count;
                return done < numbers.length;
            }
        }

        /** What was read, after all items; it is also kept in the run's folder, if that can be written to. */
        public ItemReadingsFile keep(Consumer<String> notice) throws IOException {
            ItemReadingsFile read = new ItemReadingsFile(
                    reader.readings(), weights, items.fingerprint(), checkpoint.step(), items.size());
            if (Files.isWritable(folder.path())) {
                read.write(file(folder));
            } else {
                notice.accept("what was read is not kept, because " + folder.path() + " cannot be written to.");
            }
            return read;
        }

        @Override
        public void close() {
            model.close();
        }
    }

    /**
     * What is kept of a run, whether or not it is of its newest model. Empty if nothing is, if it is of other data or
     * codes, or if the file is damaged, which is noticed.
     *
     * @param items the run's data as it is now
     */
    public static Optional<ItemReadingsFile> read(RunFolder folder, RunItems items, Consumer<String> notice)
            throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            ItemReadingsFile found = ItemReadingsFile.read(file);
            return found.data().equals(items.fingerprint())
                            && fits(found.readings(), items)
                            && fits(found.readings(), folder.config().latent())
                    ? Optional.of(found)
                    : Optional.empty();
        } catch (FormatException e) {
            notice.accept(file + " is damaged: " + e.problem() + ". The items are read again.");
            return Optional.empty();
        }
    }

    private static boolean fits(ItemReadings readings, RunItems items) {
        int count = readings.count();
        return count >= 2 && count <= MOST && readings.numbers()[count - 1] < items.size();
    }

    private static boolean fits(ItemReadings readings, LatentSpec latent) {
        boolean known = readings.categories()
                        .keySet()
                        .equals(latent.categorical().stream().map(Code::name).collect(Collectors.toSet()))
                && readings.means()
                        .keySet()
                        .equals(latent.continuous().stream().map(Code::name).collect(Collectors.toSet()));
        return known
                && latent.categorical().stream()
                        .allMatch(code -> IntStream.of(readings.categories().getOrDefault(code.name(), new int[0]))
                                .allMatch(category -> category >= 0 && category < code.size()));
    }

    /** Whether readings are of the run's newest good checkpoint, as it is aligned and calibrated now. */
    public static boolean areOfNewest(RunFolder folder, ItemReadingsFile readings) throws IOException {
        Optional<Checkpoint> newest = Checkpoint.newestGood(folder.checkpoints(), ignored -> {});
        return newest.isPresent() && readings.weights().equals(weights(folder, newest.get()));
    }

    private static String weights(RunFolder folder, Checkpoint checkpoint) throws IOException {
        Path calibration = RunCalibration.file(folder);
        return RunAlignment.weights(folder, checkpoint)
                + (Files.exists(calibration) ? "+" + Checkpoint.sha256(calibration) : "");
    }
}
