package dev.facet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

import dev.facet.calibrate.Measured;
import dev.facet.config.DataConfig;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.export.Export;
import dev.facet.export.TorchWeights;
import dev.facet.model.Model;
import dev.facet.model.ModelCalibration;
import dev.facet.onnx.ModelDescription;
import dev.facet.train.Checkpoint;
import dev.facet.train.Monitor;
import dev.facet.train.RunCalibration;
import dev.facet.train.RunFolder;
import dev.facet.train.TrainResult;
import dev.facet.train.TrainingLoop;

/**
 * The front door of the library: trains a run, opens data, loads what was learned. Every method throws
 * {@link UsageException} for a mistake the caller can mend, and {@link IOException} when files fail.
 */
public final class Facet {
    private static final System.Logger LOG = System.getLogger(Facet.class.getName());

    private Facet() {}

    /**
     * Training on data, with the settings that suit it, as {@code facet train DATA} does.
     *
     * @param data a built-in set ({@code strokes}, {@code sprites}), a known set ({@code mnist}, {@code svhn} and so
     *     on), or the path of a folder or ZIP archive of images or of an IDX, NumPy or MATLAB file
     */
    public static Training data(String data) {
        return Training.START.withData(data);
    }

    /**
     * Training on a folder or ZIP archive of images, or an IDX, NumPy or MATLAB file, with the settings that suit it.
     */
    public static Training data(Path data) {
        return Training.START.withData(data);
    }

    /**
     * Training with settings that come with Facet, such as {@code strokes}, {@code mnist} or {@code mnist-paper}, and
     * on their data.
     */
    public static Training preset(String name) {
        return Training.START.from(name);
    }

    /** Training by one of {@link RunConfig#METHODS}, with the settings of the preset of that name and on its data. */
    public static Training method(String name) {
        return Training.START.withMethod(name);
    }

    /** Training with the settings of a YAML file, such as the {@code config.yaml} of a run. */
    public static Training settings(Path yaml) {
        return Training.START.from(yaml);
    }

    /**
     * Trains a new run in a new numbered folder below {@code runs}, on the calling thread, and reports to
     * {@code monitor}.
     */
    public static TrainResult train(RunConfig config, Path runs, Monitor monitor) throws IOException {
        try (Dataset data = open(config.data(), Split.TRAIN)) {
            return TrainingLoop.start(config, data, runs, monitor).run();
        }
    }

    /**
     * Goes on with a run from its newest good checkpoint. {@code config} is what {@link #config} says, but for
     * {@code training.steps} and {@code training.minutes}; anything else that differs is refused and listed.
     */
    public static TrainResult resume(Path run, RunConfig config, Monitor monitor) throws IOException {
        RunFolder folder = RunFolder.open(run);
        try (Dataset data = open(config.data(), Split.TRAIN)) {
            return TrainingLoop.resume(folder, config, data, monitor).run();
        }
    }

    /**
     * Trains a new run that begins with the weights that the run in {@code from} has learned, over new learning rates.
     * {@code config} is what {@link #config} says of that run, but for what may differ: steps, rates, weights of
     * losses, the data.
     */
    public static TrainResult trainFrom(Path from, RunConfig config, Path runs, Monitor monitor) throws IOException {
        try (Dataset data = open(config.data(), Split.TRAIN)) {
            return TrainingLoop.start(config, RunFolder.open(from), data, runs, monitor)
                    .run();
        }
    }

    /** How a run ended whose steps are done or whose minutes are over; empty for one that has still something to do. */
    public static Optional<TrainResult> ended(Path run) throws IOException {
        return TrainingLoop.ended(RunFolder.open(run));
    }

    /**
     * The configuration that a run with a limit of time is trained with: a few steps are timed, and steps, starts and
     * continuous codes are fitted to its minutes. {@link #train} does so by itself.
     */
    public static RunConfig plan(RunConfig config) throws IOException {
        try (Dataset data = open(config.data(), Split.TRAIN)) {
            return TrainingLoop.plan(config, data);
        }
    }

    /** The configuration a run was trained with. */
    public static RunConfig config(Path run) throws IOException {
        return RunFolder.open(run).config();
    }

    /**
     * Measures how far what a run's recogniser says of real items can be believed, without labels, and keeps it in the
     * run's folder; {@link #load} then gives a calibrated model. Training does so at its end; this is for runs that are
     * older, or were cut off. Takes seconds.
     */
    public static Measured calibrate(Path run) throws IOException {
        RunFolder folder = RunFolder.open(run);
        try (Dataset data = open(folder.config().data(), Split.TRAIN)) {
            return RunCalibration.measure(folder, data, notice -> LOG.log(System.Logger.Level.WARNING, notice));
        }
    }

    /** Opens data that training would use, or the part of it that was held out; the caller closes it. */
    public static Dataset open(DataConfig data, Split split) throws IOException {
        return Datasets.open(data, split);
    }

    /**
     * Loads the generator and recogniser of a run from its newest good checkpoint, calibrated if the run is; the caller
     * closes the model.
     */
    public static Model load(Path run) throws IOException {
        return TrainingLoop.load(RunFolder.open(run), notice -> LOG.log(System.Logger.Level.WARNING, notice));
    }

    /**
     * Writes what a run learned to {@code folder} for programs that know nothing of Facet: ONNX files, weights and a
     * README.
     *
     * @param figures that were measured of it, for the README; may be empty
     */
    public static Export export(Path run, Map<String, Double> figures, Path folder) throws IOException {
        try (Model model = load(run)) {
            return Export.write(model, describe(run, model), config(run), figures, folder);
        }
    }

    /**
     * The same with other weights in place of the run's, such as a Python program saved: a safetensors file of the
     * names and the layout of the {@code weights.safetensors} in an export.
     */
    public static Export export(Path run, Path weights, Path folder) throws IOException {
        try (Model model = load(run)) {
            TorchWeights.read(weights, model.networks());
            Model other = model.uncalibrated(); // what was measured, was measured of the run's own weights
            return Export.write(other, describe(run, other), config(run), Map.of(), folder);
        }
    }

    /** What programs need to know of a run's model to use it, the names that people gave its codes included. */
    public static ModelDescription describe(Path run, Model model) throws IOException {
        RunFolder folder = RunFolder.open(run);
        JsonNode about = folder.describe();
        long step = Checkpoint.lastStep(folder.checkpoints()).orElse(0);
        return new ModelDescription(
                about.path("facet").asString("?"),
                about.path("method").asString("?"),
                about.path("data").path("name").asString("?"),
                step,
                model.latent(),
                model.shape(),
                folder.names(model.latent(), notice -> LOG.log(System.Logger.Level.WARNING, notice)),
                model.calibration().map(ModelCalibration::codes).orElse(null));
    }
}
