package dev.facet.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

import tools.jackson.databind.JsonNode;

import dev.facet.calibrate.CalibrationFile;
import dev.facet.calibrate.Calibrator;
import dev.facet.calibrate.Measured;
import dev.facet.codes.Calibration;
import dev.facet.codes.Draws;
import dev.facet.config.DataConfig;
import dev.facet.config.Hint;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Division;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.format.FormatException;
import dev.facet.method.Methods;
import dev.facet.model.Architecture;
import dev.facet.model.Model;
import dev.facet.torch.Placement;

/**
 * The calibration of a run's recogniser, in {@code calibration.safetensors}. It is valid only for the weights of one
 * checkpoint, whose checksum it contains, and for one alignment of the codes.
 */
public final class RunCalibration {
    private static final String FILE = "calibration.safetensors";

    private RunCalibration() {}

    /** The file of the calibration in a run's folder. */
    public static Path file(RunFolder folder) {
        return folder.path().resolve(FILE);
    }

    /**
     * Calibrates the newest good checkpoint and saves the result, which takes seconds.
     *
     * @param train the data that the run was given, with the items that it held out
     * @throws UsageException if the run has no recogniser, or the data has too few items
     */
    public static Measured measure(RunFolder folder, Dataset train, Consumer<String> notice) throws IOException {
        RunConfig config = folder.config();
        requireSame(folder, train, "calibrate the run");
        Checkpoint checkpoint = RunModel.newest(folder, notice);
        Division division = Division.of(train, config.data());
        // a model is used on the CPU
        try (Placement cpu = Placement.on(Device.CPU);
                Model model = RunModel.load(folder, checkpoint, notice);
                Dataset test = test(config.data(), division)) {
            long seed = Draws.seed(config.training().seed(), "calibration");
            Measured measured = new Calibrator(model, config.infogan().consistency(), seed)
                    .measure(checkpoint.step(), division.training(), test);
            new CalibrationFile(measured.calibration(), RunAlignment.weights(folder, checkpoint)).write(file(folder));
            folder.log("calibrated on " + measured.calibration().codes().basis().heldOut() + " held-out "
                    + train.shape().plural());
            return measured;
        }
    }

    /**
     * Checks that data is that of a run.
     *
     * @param purpose what it is needed for, for the message
     */
    static void requireSame(RunFolder folder, Dataset train, String purpose) throws IOException {
        if (!train.fingerprint().equals(folder.fingerprint())) {
            throw new UsageException("the data of run " + folder.path() + " has changed since it was trained: "
                    + train.name() + " now has fingerprint " + train.fingerprint() + ", then it had "
                    + folder.fingerprint() + ". Bring the old data back to " + purpose + ".");
        }
    }

    /**
     * Calibrates at the end of a training. If this fails, {@code notice} gets the reason. A run without a recogniser is
     * not calibrated.
     */
    static void atEnd(RunFolder folder, Dataset train, Consumer<String> notice) {
        try {
            boolean recognises =
                    Methods.architecture(folder.config(), train.shape()).recognition() != Architecture.Recognition.NONE;
            if (recognises && !upToDate(folder)) {
                measure(folder, train, notice);
            }
        } catch (IOException
                | RuntimeException e) { // including libtorch's: the run is saved, and complete without a calibration
            notice.accept("the run is not calibrated: " + e.getMessage());
        }
    }

    /**
     * Adds to a model the calibration of the checkpoint that it was loaded from, if the run has one; {@code notice}
     * gets a message about a damaged one.
     */
    static Model apply(Model model, RunFolder folder, Checkpoint checkpoint, Consumer<String> notice) {
        Path file = file(folder);
        if (!model.recognises() || !Files.exists(file)) {
            return model;
        }
        try {
            CalibrationFile found = CalibrationFile.read(file);
            return found.weights().equals(RunAlignment.weights(folder, checkpoint))
                    ? model.calibrated(found.calibration())
                    : model;
        } catch (IOException | IllegalArgumentException e) {
            notice.accept(damaged(folder, e));
            return model;
        }
    }

    /** The modification time of the file in milliseconds; 0 if there is none. */
    static long time(RunFolder folder) {
        return file(folder).toFile().lastModified();
    }

    /** Describes the calibration of a run in a few words. */
    public static String describe(RunFolder folder) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return "none";
        }
        try {
            CalibrationFile found = CalibrationFile.read(file);
            Calibration.Basis basis = found.calibration().codes().basis();
            return "of step " + basis.step() + ", measured on " + basis.heldOut() + " held-out items"
                    + (basis.unseen() ? "" : " from the training data")
                    + (upToDate(folder) ? "" : "; not of the newest checkpoint");
        } catch (FormatException e) {
            return "DAMAGED, " + e.getMessage();
        }
    }

    /** Whether the run has a calibration, but of other weights or another alignment than it has now. */
    public static boolean isOutdated(RunFolder folder) throws IOException {
        return Files.exists(file(folder)) && !upToDate(folder);
    }

    /**
     * Says of a run that has too few items to be calibrated how many it has, and how many it takes; empty for another
     * run. Only data that may or may not suffice is opened, which is little. If it is not there, or the description of
     * the run is damaged, the answer is empty.
     */
    public static Optional<String> tooFew(RunFolder folder) throws IOException {
        JsonNode data;
        try {
            data = folder.describe().path("data");
        } catch (FormatException e) {
            return Optional.empty(); // whoever calibrates is told
        }
        int size = data.path("images").asInt(0) - data.path("held_out").asInt(0);
        if (size <= 0
                || Calibrator.enough(size, 0)
                || enoughWithTest(folder.config().data(), size)) {
            return Optional.empty();
        }
        return Optional.of(
                data.path("name").asString("the data") + " has " + size + ", and it takes " + Calibrator.wanted());
    }

    private static boolean enoughWithTest(DataConfig data, int size) {
        if (!Calibrator.enough(size, Calibrator.FEWEST_HELD_OUT)) {
            return false;
        }
        try (Dataset train = Datasets.open(data, Split.TRAIN);
                Dataset test = test(data, Division.of(train, data))) {
            return Calibrator.enough(size, test.size());
        } catch (UsageException | UncheckedIOException e) {
            return true; // whoever calibrates is told about the data
        }
    }

    private static boolean upToDate(RunFolder folder) throws IOException {
        Optional<Checkpoint> newest = Checkpoint.newestGood(folder.checkpoints(), ignored -> {});
        if (newest.isEmpty() || !Files.exists(file(folder))) {
            return false;
        }
        try {
            return CalibrationFile.read(file(folder)).weights().equals(RunAlignment.weights(folder, newest.get()));
        } catch (FormatException e) {
            return false;
        }
    }

    private static String damaged(RunFolder folder, Exception e) {
        return "the calibration of run " + folder.path() + " is damaged (" + e.getMessage() + "), so its readings"
                + " are not calibrated. " + Hint.of("calibrate", folder.path())
                + " measures it again.";
    }

    /**
     * The test part of the data; if there is none, or if the data is missing or is no longer the training data, the
     * items that the run held out, which may be none.
     */
    static Dataset test(DataConfig data, Division division) {
        Dataset train = division.whole();
        try {
            Dataset test = Datasets.open(data, Split.TEST);
            if (test.size() > 0
                    && test.shape().equals(train.shape())
                    && (test.name().equals(train.name()) || comesFrom(data, train))) {
                return test;
            }
            test.close();
        } catch (UsageException | UncheckedIOException e) {
            // a program may train on its own data, which cannot be opened by name
        }
        return division.heldOut();
    }

    /** Whether {@code train} was opened from {@code data}; parts of a set may have their own names. */
    private static boolean comesFrom(DataConfig data, Dataset train) {
        try (Dataset named = Datasets.open(data, Split.TRAIN)) {
            return named.fingerprint().equals(train.fingerprint());
        }
    }
}
