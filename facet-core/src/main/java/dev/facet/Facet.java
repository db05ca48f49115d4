package dev.facet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import tools.jackson.databind.JsonNode;

import dev.facet.calibrate.Aligner;
import dev.facet.calibrate.EncoderFile;
import dev.facet.calibrate.Measured;
import dev.facet.config.DataConfig;
import dev.facet.config.EncoderConfig;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.describe.Meanings;
import dev.facet.export.Export;
import dev.facet.export.TorchWeights;
import dev.facet.model.Model;
import dev.facet.model.ModelCalibration;
import dev.facet.onnx.ModelDescription;
import dev.facet.onnx.ModelDescription.Pictures;
import dev.facet.torch.group.Group;
import dev.facet.train.Checkpoint;
import dev.facet.train.Follower;
import dev.facet.train.Forecast;
import dev.facet.train.Monitor;
import dev.facet.train.RunAlignment;
import dev.facet.train.RunCalibration;
import dev.facet.train.RunEncoder;
import dev.facet.train.RunFolder;
import dev.facet.train.RunMeanings;
import dev.facet.train.RunModel;
import dev.facet.train.RunStart;
import dev.facet.train.TrainResult;

/**
 * The front door of the library: trains runs, opens data, loads trained models. Every method throws {@link
 * UsageException} for a mistake that the caller can correct, and {@link IOException} if files fail.
 */
public final class Facet {
    private static final System.Logger LOG = System.getLogger(Facet.class.getName());

    private Facet() {}

    /**
     * Begins a training on data, with settings that suit it, as {@code facet train DATA} does.
     *
     * @param data a built-in set ({@code strokes}, {@code sprites}), a known set ({@code mnist}, {@code svhn} and so
     *     on), or the path of a folder, ZIP or tar archive of images or of an IDX, NumPy or MATLAB file
     */
    public static Training data(String data) {
        return Training.START.withData(data);
    }

    /**
     * Begins a training on a folder, ZIP or tar archive of images, or an IDX, NumPy or MATLAB file, with settings that
     * suit it.
     */
    public static Training data(Path data) {
        return Training.START.withData(data);
    }

    /**
     * Begins a training with a preset, such as {@code strokes}, {@code mnist} or {@code mnist-paper}, on the preset's
     * data.
     */
    public static Training preset(String name) {
        return Training.START.from(name);
    }

    /**
     * Training by one of {@link dev.facet.method.Methods#names}, with the settings and the data of the preset of that
     * name.
     */
    public static Training method(String name) {
        return Training.START.withMethod(name);
    }

    /** Begins a training with the settings of a YAML file, such as the {@code config.yaml} of a run. */
    public static Training settings(Path yaml) {
        return Training.START.from(yaml);
    }

    /**
     * Trains a new run in a new numbered folder in {@code runs}, on the calling thread, and reports to {@code monitor}.
     */
    public static TrainResult train(RunConfig config, Path runs, Monitor monitor) throws IOException {
        return train(config, runs, monitor, Group.ALONE);
    }

    /**
     * Trains a new run with several processes, of which this is rank 0; the others {@link #follow}. The result is that
     * of one process, to within rounding. {@code training.batch} is divided among them.
     */
    public static TrainResult train(RunConfig config, Path runs, Monitor monitor, Group group) throws IOException {
        try (Dataset data = Datasets.open(config.data(), Split.TRAIN)) {
            return RunStart.start(config, data, runs, monitor, group).run();
        }
    }

    /**
     * Resumes a run from its newest good checkpoint. {@code config} is the run's {@link #config}, which may differ in
     * {@code training.steps} and {@code training.minutes}.
     *
     * @throws UsageException listing other differences, if there are any
     */
    public static TrainResult resume(Path run, RunConfig config, Monitor monitor) throws IOException {
        return resume(run, config, monitor, Group.ALONE);
    }

    /** Resumes a run with several processes, of which this is rank 0. */
    public static TrainResult resume(Path run, RunConfig config, Monitor monitor, Group group) throws IOException {
        RunFolder folder = RunFolder.open(run);
        try (Dataset data = Datasets.open(config.data(), Split.TRAIN)) {
            return RunStart.resume(folder, config, data, monitor, group).run();
        }
    }

    /**
     * Trains a new run that starts from the weights of the run in {@code from}. {@code config} is the {@link #config}
     * of that run, which may differ in steps, learning rates, weights of losses, and data.
     */
    public static TrainResult trainFrom(Path from, RunConfig config, Path runs, Monitor monitor) throws IOException {
        return trainFrom(from, config, runs, monitor, Group.ALONE);
    }

    /** Trains such a run with several processes, of which this is rank 0. */
    public static TrainResult trainFrom(Path from, RunConfig config, Path runs, Monitor monitor, Group group)
            throws IOException {
        try (Dataset data = Datasets.open(config.data(), Split.TRAIN)) {
            return RunStart.start(config, RunFolder.open(from), data, runs, monitor, group)
                    .run();
        }
    }

    /**
     * Refuses settings of which it is known before any process starts that {@code ranks} of them cannot train them.
     *
     * @throws UsageException that says what to change
     */
    public static void requireRanks(RunConfig config, int ranks) {
        RunStart.requireRanks(config, ranks);
    }

    /**
     * Trains with rank 0 of a group, as another of its ranks, until rank 0 ends. The settings come from rank 0; the
     * data must be at the same place. Writes nothing.
     *
     * @return the steps of the run
     */
    public static long follow(Group group) throws IOException {
        return Follower.follow(group);
    }

    /** How a finished run ended, whether by its steps or its minutes; empty if the run is not finished. */
    public static Optional<TrainResult> ended(Path run) throws IOException {
        return RunStart.ended(RunFolder.open(run));
    }

    /**
     * The configuration that a run with a time limit is trained with. Times a few steps, then adjusts steps, starts and
     * continuous codes to the minutes. {@link #train} does this itself.
     */
    public static RunConfig plan(RunConfig config) throws IOException {
        try (Dataset data = Datasets.open(config.data(), Split.TRAIN)) {
            return RunStart.plan(config, data);
        }
    }

    /** What a run would be: its settings as {@link #plan} fits them, its steps, its minutes, and warnings. */
    public static Forecast forecast(RunConfig config) throws IOException {
        try (Dataset data = Datasets.open(config.data(), Split.TRAIN)) {
            return RunStart.forecast(config, data);
        }
    }

    /** The configuration a run was trained with. */
    public static RunConfig config(Path run) throws IOException {
        return RunFolder.open(run).config();
    }

    /**
     * Calibrates a run's recogniser on real items, without labels, and saves the calibration in the run's folder;
     * {@link #load} then gives a calibrated model. Training does this at its end; call it for runs that are older or
     * were interrupted. Takes seconds.
     */
    public static Measured calibrate(Path run) throws IOException {
        RunFolder folder = RunFolder.open(run);
        try (Dataset data = Datasets.open(folder.config().data(), Split.TRAIN)) {
            return RunCalibration.measure(folder, data, notice -> LOG.log(System.Logger.Level.WARNING, notice));
        }
    }

    /**
     * Fits an encoder to a run's newest checkpoint, and saves it in the run's folder; {@link #load} then gives a model
     * that finds the latent rows of items ({@link Model#invert}). The weights of the run stay as they are. Training
     * does this at its end if {@code encoder.steps} is above 0. Takes minutes, on the CPU.
     *
     * @param settings how to fit it, such as {@code config(run).encoder().withSteps(1500)}
     * @param notice told how long it takes
     * @throws UsageException if the run cannot have an encoder, or its data has changed
     */
    public static EncoderFile.About fitEncoder(Path run, EncoderConfig settings, Consumer<String> notice)
            throws IOException {
        RunFolder folder = RunFolder.open(run);
        try (Dataset data = Datasets.open(folder.config().data(), Split.TRAIN)) {
            return RunEncoder.fit(folder, data, settings, Device.CPU, () -> false, notice)
                    .orElseThrow();
        }
    }

    /** Measures what each code of a run changes, and keeps the result in the run folder. */
    public static Meanings meanings(Path run) throws IOException {
        return RunMeanings.measure(RunFolder.open(run), notice -> LOG.log(System.Logger.Level.WARNING, notice));
    }

    /**
     * Finds the directions in which a run's uniform codes move items independently, and saves them in the run's folder;
     * {@link #load} then gives a model whose codes are these. Nothing is trained, and no data is needed. {@link
     * #unalign} takes it back.
     */
    public static Aligner.Found align(Path run) throws IOException {
        return RunAlignment.measure(RunFolder.open(run), notice -> LOG.log(System.Logger.Level.WARNING, notice));
    }

    /** Takes {@link #align} back: the codes are again as they were trained. */
    public static void unalign(Path run) throws IOException {
        RunAlignment.undo(RunFolder.open(run));
    }

    /**
     * Opens the data that a training learns from, or its held-out part: the data's own test part, and where there is
     * none the items that {@code data.held-out} keeps back. The caller closes it.
     */
    public static Dataset open(DataConfig data, Split split) throws IOException {
        return Datasets.openTrained(data, split);
    }

    /**
     * Loads the generator and recogniser of a run from its newest good checkpoint, with the alignment and the
     * calibration if there are such; the caller closes the model.
     */
    public static Model load(Path run) throws IOException {
        return RunModel.load(RunFolder.open(run), notice -> LOG.log(System.Logger.Level.WARNING, notice));
    }

    /**
     * Loads the generator and recogniser of a run from another checkpoint than the newest; the caller closes the model.
     *
     * @param checkpoint {@code best}, whose samples are nearest to the data, or the number of a step
     * @throws UsageException if the run has no such checkpoint
     */
    public static Model load(Path run, String checkpoint) throws IOException {
        return RunModel.load(RunFolder.open(run), checkpoint, notice -> LOG.log(System.Logger.Level.WARNING, notice));
    }

    /**
     * Exports a run's model to {@code folder} for programs without Facet: ONNX files, weights and a README.
     *
     * @param figures measured figures for the README; may be empty
     */
    public static Export export(Path run, Map<String, Double> figures, Path folder) throws IOException {
        try (Model model = load(run)) {
            return Export.write(model, describe(run, model), config(run), figures, folder);
        }
    }

    /**
     * Exports the model of another checkpoint than the newest.
     *
     * @param checkpoint {@code best}, or the number of a step
     */
    public static Export export(Path run, String checkpoint, Path folder) throws IOException {
        try (Model model = load(run, checkpoint)) {
            long step = RunModel.step(RunFolder.open(run), checkpoint);
            return Export.write(model, describe(run, model, step), config(run), Map.of(), folder);
        }
    }

    /**
     * Exports with other weights than the run's, such as those that a Python program saved: a safetensors file with the
     * names and layout of the {@code weights.safetensors} of an export.
     */
    public static Export export(Path run, Path weights, Path folder) throws IOException {
        // what was measured, was measured of the run's own weights
        try (Model model =
                RunModel.trained(RunFolder.open(run), notice -> LOG.log(System.Logger.Level.WARNING, notice))) {
            TorchWeights.read(weights, model.networks());
            return Export.write(model, describe(run, model), config(run), Map.of(), folder);
        }
    }

    /** Describes a run's model for programs that use it, including the names that people gave its codes. */
    public static ModelDescription describe(Path run, Model model) throws IOException {
        return describe(
                run,
                model,
                Checkpoint.lastStep(RunFolder.open(run).checkpoints()).orElse(0));
    }

    private static ModelDescription describe(Path run, Model model, long step) throws IOException {
        RunFolder folder = RunFolder.open(run);
        JsonNode about = folder.describe();
        return new ModelDescription(
                about.path("facet").asString("?"),
                about.path("method").asString("?"),
                about.path("data").path("name").asString("?"),
                step,
                model.latent(),
                model.shape(),
                folder.names(model.latent(), notice -> LOG.log(System.Logger.Level.WARNING, notice)),
                model.calibration().map(ModelCalibration::codes).orElse(null),
                model.alignment().orElse(null),
                model.shape() instanceof ImageShape
                        ? Pictures.of(folder.config().data())
                        : null);
    }
}
