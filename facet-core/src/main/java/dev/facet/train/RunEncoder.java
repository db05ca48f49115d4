package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import dev.facet.calibrate.EncoderFile;
import dev.facet.calibrate.EncoderFile.About;
import dev.facet.calibrate.EncoderFit;
import dev.facet.codes.Draws;
import dev.facet.config.EncoderConfig;
import dev.facet.config.Hint;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Division;
import dev.facet.format.FormatException;
import dev.facet.method.Methods;
import dev.facet.model.Architecture;
import dev.facet.model.Encoder;
import dev.facet.model.Model;
import dev.facet.model.Reconstruction;
import dev.facet.torch.Engine;
import dev.facet.torch.Placement;

/**
 * The encoder of a run, in {@code encoder.safetensors}. It is valid only for the weights of one checkpoint, whose
 * checksum it contains. It finds codes as they were trained, so it stays valid when the codes are aligned.
 */
public final class RunEncoder {
    private static final String FILE = "encoder.safetensors";
    /** The steps after which the time that a fit takes is told. */
    private static final long TIMED = 30;

    private RunEncoder() {}

    /** The file of the encoder in a run's folder. */
    public static Path file(RunFolder folder) {
        return folder.path().resolve(FILE);
    }

    /**
     * Fits an encoder to the newest good checkpoint, measures it on held-out items and saves it.
     *
     * @param train the data that the run was given, with the items that it held out
     * @param device where it is fitted; not {@code AUTO}
     * @param stop asked before each step whether to stop; then nothing is saved
     * @param notice gets the time that it takes, and messages about damaged checkpoints
     * @return how it was fitted; empty if it was stopped
     * @throws UsageException if the run cannot have an encoder
     */
    public static Optional<About> fit(
            RunFolder folder,
            Dataset train,
            EncoderConfig settings,
            Device device,
            BooleanSupplier stop,
            Consumer<String> notice)
            throws IOException {
        RunConfig config = folder.config();
        RunCalibration.requireSame(folder, train, "fit an encoder to the run");
        Checkpoint checkpoint = RunModel.newest(folder, notice);
        Division division = Division.of(train, config.data());
        long seed = Draws.seed(config.training().seed(), "encoder");
        boolean bf16 = Engine.resolve(config.training().precision(), device) == Precision.BF16;
        try (Placement placement = Placement.on(device);
                Model model = RunModel.trained(folder, checkpoint, bf16, notice)) {
            Encoder encoder = Encoder.like(model, bf16, seed);
            try {
                boolean complete = new EncoderFit(model, encoder, settings, seed)
                        .run(division.training(), stop, timed(settings.steps(), notice));
                return complete
                        ? Optional.of(save(folder, checkpoint, model, encoder, division, settings.steps()))
                        : Optional.empty();
            } finally {
                encoder.close();
            }
        }
    }

    private static About save(
            RunFolder folder, Checkpoint checkpoint, Model model, Encoder encoder, Division division, int steps)
            throws IOException {
        try (Dataset test = RunCalibration.test(folder.config().data(), division)) {
            boolean unseen = test.size() > 0;
            Reconstruction measured =
                    Reconstruction.of(model.encoded(encoder), division.training(), unseen ? test : division.training());
            About about = new About(checkpoint.weightsChecksum(), checkpoint.step(), steps, unseen, measured);
            EncoderFile.write(file(folder), encoder, about);
            folder.log("fitted an encoder in " + steps + " steps: " + told(about, division.whole()));
            return about;
        }
    }

    private static LongConsumer timed(int steps, Consumer<String> notice) {
        long begin = System.nanoTime();
        return done -> {
            if (done == TIMED && steps > 2 * TIMED) {
                double minutes = (System.nanoTime() - begin) / 60e9 / done * steps;
                notice.accept(String.format(
                        Locale.ROOT,
                        "fitting the encoder, which finds codes and noise of items: %,d steps, about %.1f minutes",
                        steps,
                        minutes));
            }
        };
    }

    /** What was measured of an encoder, in a few words. */
    private static String told(About about, Dataset data) {
        boolean images = data.shape().plural().equals("images");
        return String.format(
                Locale.ROOT,
                "%s %s are made again with a mean error of %.3f; the mean of the data has %.3f (%s)",
                about.unseen() ? "held-out" : "training",
                data.shape().plural(),
                about.measured().error(),
                about.measured().ofMean(),
                images ? "0 is black, 1 is white" : "in standard deviations");
    }

    /**
     * Fits an encoder at the end of a training, if its settings ask for one and the run can have one. If this fails or
     * is stopped, {@code notice} gets the reason.
     */
    static void atEnd(RunFolder folder, Dataset train, BooleanSupplier stop, Consumer<String> notice) {
        String later = ". " + Hint.of("fit-encoder", folder.path()) + " fits one.";
        try {
            RunConfig config = folder.config();
            long most = Checkpoint.lastStep(folder.checkpoints()).orElse(0);
            int steps = (int) Math.min(config.encoder().steps(), most);
            boolean recognises =
                    Methods.architecture(config, train.shape()).recognition() != Architecture.Recognition.NONE;
            if (steps == 0 || !recognises || upToDate(folder)) {
                return;
            }
            EncoderConfig settings = config.encoder().withSteps(steps);
            Device device = Engine.resolve(config.training().device());
            if (fit(folder, train, settings, device, stop, notice).isEmpty()) {
                notice.accept("the run has no encoder: its fit was stopped" + later);
            }
        } catch (IOException
                | RuntimeException e) { // including libtorch's: the run is saved, and complete without an encoder
            notice.accept("the run has no encoder: " + e.getMessage());
        }
    }

    /**
     * Gives a model the encoder of the checkpoint that it was loaded from, if the run has one; {@code notice} gets a
     * message about a damaged one.
     */
    static Model apply(Model model, RunFolder folder, Checkpoint checkpoint, Consumer<String> notice) {
        Path file = file(folder);
        if (!model.recognises() || !Files.exists(file)) {
            return model;
        }
        try {
            EncoderFile found = EncoderFile.read(file);
            if (!found.about().weights().equals(checkpoint.weightsChecksum())) {
                return model;
            }
            Encoder encoder = Encoder.of(model, false);
            try {
                found.into(encoder);
                return model.encoded(encoder);
            } catch (IOException | RuntimeException e) {
                encoder.close();
                throw e;
            }
        } catch (IOException | IllegalArgumentException | UsageException e) {
            notice.accept("the encoder of run " + folder.path() + " is damaged (" + e.getMessage() + "), so the run has"
                    + " none. " + Hint.of("fit-encoder", folder.path()) + " fits another.");
            return model;
        }
    }

    /** The modification time of the file in milliseconds; 0 if there is none. */
    static long time(RunFolder folder) {
        return file(folder).toFile().lastModified();
    }

    /** Describes the encoder of a run in a few words. */
    public static String describe(RunFolder folder) throws IOException {
        if (!Files.exists(file(folder))) {
            return "none";
        }
        try {
            About about = EncoderFile.read(file(folder)).about();
            return String.format(
                    Locale.ROOT,
                    "of step %d, fitted in %d steps; mean error %.3f, of the mean %.3f%s",
                    about.step(),
                    about.steps(),
                    about.measured().error(),
                    about.measured().ofMean(),
                    upToDate(folder) ? "" : "; not of the newest checkpoint, so it is not used");
        } catch (FormatException e) {
            return "DAMAGED, " + e.getMessage();
        }
    }

    private static boolean upToDate(RunFolder folder) throws IOException {
        Optional<Checkpoint> newest = Checkpoint.newestGood(folder.checkpoints(), ignored -> {});
        if (newest.isEmpty() || !Files.exists(file(folder))) {
            return false;
        }
        try {
            return EncoderFile.read(file(folder))
                    .about()
                    .weights()
                    .equals(newest.get().weightsChecksum());
        } catch (FormatException e) {
            return false;
        }
    }
}
