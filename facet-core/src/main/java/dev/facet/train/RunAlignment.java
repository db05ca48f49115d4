package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.calibrate.Aligner;
import dev.facet.codes.Alignment;
import dev.facet.codes.CodeNames;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.AlignmentTree;
import dev.facet.config.Hint;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.UsageException;
import dev.facet.format.AtomicFile;
import dev.facet.format.FormatException;
import dev.facet.format.JsonFile;
import dev.facet.model.Model;
import dev.facet.torch.Placement;

/**
 * The alignment of a run's codes, in {@code alignment.json}. It is valid only for the weights of one checkpoint, whose
 * checksum it contains. Checkpoints are never changed by it.
 */
public final class RunAlignment {
    private static final String FILE = "alignment.json";
    private static final String STEP = "step";
    private static final String WEIGHTS = "weights";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** An alignment with the weights that it was measured of. */
    private record Saved(Alignment alignment, long step, String weights) {}

    private RunAlignment() {}

    /** The file of the alignment in a run's folder. */
    public static Path file(RunFolder folder) {
        return folder.path().resolve(FILE);
    }

    /**
     * Aligns the codes of the newest good checkpoint, as they were trained, and saves the result.
     *
     * @throws UsageException if there are not two codes to align, or they move nothing
     */
    public static Aligner.Found measure(RunFolder folder, Consumer<String> notice) throws IOException {
        Checkpoint checkpoint = RunModel.newest(folder, notice);
        // a model is used on the CPU
        try (Placement cpu = Placement.on(Device.CPU);
                Model model = RunModel.trained(folder, checkpoint, notice)) {
            Aligner.Found found = likeBefore(
                    folder,
                    Aligner.measure(model, Draws.seed(folder.config().training().seed(), "alignment")));
            ObjectNode root = JSON.createObjectNode();
            AlignmentTree.write(found.alignment(), root);
            root.put(STEP, checkpoint.step());
            root.put(WEIGHTS, checkpoint.weightsChecksum());
            AtomicFile.write(file(folder), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
            folder.log(
                    "aligned the codes " + String.join(", ", found.alignment().codes()));
            return found;
        }
    }

    /** Keeps the order and the signs of an earlier alignment, so that names stay right after more training. */
    private static Aligner.Found likeBefore(RunFolder folder, Aligner.Found found) throws IOException {
        if (!Files.exists(file(folder))) {
            return found;
        }
        try {
            return found.ordered(read(folder, folder.config().latent()).alignment());
        } catch (FormatException damaged) {
            return found;
        }
    }

    /**
     * Aligns at the end of a training, if the settings ask for it, and there are two codes to align. Codes that people
     * named as they were trained stay as they are. {@code notice} gets why nothing is done.
     *
     * @return the alignment of the newest checkpoint, if there is one
     */
    static Optional<Alignment> atEnd(RunFolder folder, Consumer<String> notice) {
        try {
            LatentSpec latent = folder.config().latent();
            boolean before = Files.exists(file(folder));
            boolean wanted = folder.config().infogan().align()
                    && Alignment.candidates(latent).size() > 1
                    && (before || unnamed(folder, latent, notice));
            if (!wanted && !before) {
                return Optional.empty();
            }
            Checkpoint checkpoint = RunModel.newest(folder, ignored -> {});
            if (wanted && of(folder, checkpoint, latent, ignored -> {}).isEmpty()) {
                measure(folder, notice);
            }
            return of(folder, checkpoint, latent, notice);
        } catch (IOException
                | RuntimeException e) { // including libtorch's: the run is saved, and complete without an alignment
            notice.accept("the codes are not aligned: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether nobody has named a code that would be aligned, or set the ends of its slider. */
    private static boolean unnamed(RunFolder folder, LatentSpec latent, Consumer<String> notice) {
        CodeNames names = folder.names(latent, ignored -> {});
        List<String> named = Alignment.candidates(latent).stream()
                .filter(code -> names.name(code).isPresent() || names.hasEnds(code))
                .map(names::label)
                .toList();
        if (named.isEmpty()) {
            return true;
        }
        notice.accept(
                "the codes are not aligned, although infogan.align is true: people named " + String.join(", ", named)
                        + " as trained, or set the ends of sliders, and aligned codes may do something else. "
                        + Hint.of("align", folder.path())
                        + " aligns them all the same.");
        return false;
    }

    /**
     * Removes the alignment; the codes are again as they were trained.
     *
     * @throws UsageException if the run has none
     */
    public static void undo(RunFolder folder) throws IOException {
        if (!Files.deleteIfExists(file(folder))) {
            throw new UsageException("run " + folder.path() + " is not aligned: it has no " + FILE
                    + ", so there is nothing to undo. Its codes are as they were trained.");
        }
        folder.log("took the alignment of the codes back");
    }

    /**
     * Aligns the model of a checkpoint, if the run has an alignment of its weights; {@code notice} gets a message about
     * one that is damaged or belongs to other weights.
     */
    static Model apply(Model model, RunFolder folder, Checkpoint checkpoint, Consumer<String> notice)
            throws IOException {
        Optional<Alignment> alignment = of(folder, checkpoint, model.latent(), notice);
        return alignment.isPresent() ? model.aligned(alignment.get()) : model;
    }

    /** Names what is measured of a model: the checksum of the weights and, if it is aligned, of the alignment. */
    static String weights(RunFolder folder, Checkpoint checkpoint) throws IOException {
        String weights = checkpoint.weightsChecksum();
        return of(folder, checkpoint, folder.config().latent(), ignored -> {}).isPresent()
                ? weights + "+" + Checkpoint.sha256(file(folder))
                : weights;
    }

    /** The modification time of the file in milliseconds; 0 if there is none. */
    static long time(RunFolder folder) {
        return file(folder).toFile().lastModified();
    }

    /** Describes the alignment of a run in a few words. */
    public static String describe(RunFolder folder) throws IOException {
        if (!Files.exists(file(folder))) {
            return "none";
        }
        try {
            Saved saved = read(folder, folder.config().latent());
            Optional<Checkpoint> newest = Checkpoint.newestGood(folder.checkpoints(), ignored -> {});
            boolean valid =
                    newest.isPresent() && saved.weights().equals(newest.get().weightsChecksum());
            return "of step " + saved.step() + ", "
                    + String.join(", ", saved.alignment().codes())
                    + (valid ? "" : "; not of the newest checkpoint, so it is not applied");
        } catch (FormatException e) {
            return "DAMAGED, " + e.getMessage();
        }
    }

    private static Optional<Alignment> of(
            RunFolder folder, Checkpoint checkpoint, LatentSpec latent, Consumer<String> notice) throws IOException {
        if (!Files.exists(file(folder))) {
            return Optional.empty();
        }
        String again = ". " + Hint.of("align", folder.path()) + " measures it again, "
                + Hint.of("align", folder.path(), "--undo") + " removes it.";
        try {
            Saved saved = read(folder, latent);
            if (saved.weights().equals(checkpoint.weightsChecksum())) {
                return Optional.of(saved.alignment());
            }
            notice.accept("the alignment of run " + folder.path() + " was measured at step " + saved.step()
                    + ", of other weights than those of step " + checkpoint.step()
                    + ", so the codes are as they were trained" + again);
        } catch (FormatException e) {
            notice.accept("the alignment of run " + folder.path() + " is damaged (" + e.problem()
                    + "), so the codes are as they were trained" + again);
        }
        return Optional.empty();
    }

    private static Saved read(RunFolder folder, LatentSpec latent) throws IOException {
        Path file = file(folder);
        try {
            JsonNode root = JsonFile.read(file);
            Saved saved = new Saved(
                    AlignmentTree.read(root),
                    root.required(STEP).asLong(),
                    root.required(WEIGHTS).asString());
            if (!saved.alignment().fits(latent)) {
                throw new FormatException(
                        file,
                        "is for codes " + String.join(", ", saved.alignment().codes()) + ", which the run has not");
            }
            return saved;
        } catch (JacksonException e) {
            throw new FormatException(file, "is not an alignment: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new FormatException(file, "is not an alignment: " + e.getMessage(), e);
        }
    }
}
