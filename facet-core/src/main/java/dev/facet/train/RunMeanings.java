package dev.facet.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.LatentSpec;
import dev.facet.config.DataConfig;
import dev.facet.config.Hint;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.describe.Describer;
import dev.facet.describe.Meanings;
import dev.facet.describe.MeaningsTree;
import dev.facet.describe.RealItems;
import dev.facet.format.AtomicFile;
import dev.facet.format.FormatException;
import dev.facet.format.JsonFile;
import dev.facet.model.Model;

/**
 * What the codes of a run were found to say, in {@code meanings.json}. It is valid only for the weights of one
 * checkpoint, whose checksum it contains, and for one alignment of the codes.
 */
public final class RunMeanings {
    private static final String FILE = "meanings.json";
    private static final String WEIGHTS = "weights";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RunMeanings() {}

    /** The file in a run's folder. */
    public static Path file(RunFolder folder) {
        return folder.path().resolve(FILE);
    }

    /** The modification time of the file in milliseconds; 0 if there is none. */
    public static long time(RunFolder folder) {
        return file(folder).toFile().lastModified();
    }

    /**
     * Measures the newest good checkpoint, which takes seconds, and keeps the result in the run, if its folder can be
     * written to; {@code notice} gets a message about what is left out.
     */
    public static Meanings measure(RunFolder folder, Consumer<String> notice) throws IOException {
        Checkpoint checkpoint = RunModel.newest(folder, notice);
        try (Model model = RunModel.load(folder, checkpoint, notice)) {
            Describer describer = new Describer(model.latent(), model.shape(), model::generate);
            Optional<RealItems> real = model.recognises() ? real(folder, model.shape(), notice) : Optional.empty();
            Meanings meanings = real.isPresent() ? describer.describe(real.get(), model::encode) : describer.describe();
            keep(folder, checkpoint, meanings, notice);
            return meanings;
        }
    }

    private static void keep(RunFolder folder, Checkpoint checkpoint, Meanings meanings, Consumer<String> notice)
            throws IOException {
        if (!Files.isWritable(folder.path())) {
            notice.accept("the result is not kept, because " + folder.path() + " cannot be written to.");
            return;
        }
        ObjectNode root = JSON.createObjectNode().put(WEIGHTS, RunAlignment.weights(folder, checkpoint));
        root.setAll(MeaningsTree.write(meanings));
        AtomicFile.write(file(folder), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }

    /** What is kept of the newest good checkpoint; empty if nothing is, or the file is damaged, which is noticed. */
    public static Optional<Meanings> read(RunFolder folder, LatentSpec latent, Consumer<String> notice)
            throws IOException {
        Path file = file(folder);
        Optional<Checkpoint> newest =
                Files.exists(file) ? Checkpoint.newestGood(folder.checkpoints(), ignored -> {}) : Optional.empty();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode node = JsonFile.read(file);
            return node.path(WEIGHTS).asString("").equals(RunAlignment.weights(folder, newest.get()))
                    ? Optional.of(MeaningsTree.read(node, latent))
                    : Optional.empty();
        } catch (FormatException | IllegalArgumentException e) {
            String problem = e instanceof FormatException format ? format.problem() : String.valueOf(e.getMessage());
            notice.accept(
                    file + " is damaged: " + problem + ". " + Hint.of("describe", folder.path()) + " measures again.");
            return Optional.empty();
        }
    }

    /**
     * Real items with known factors or classes: held out, or else of the training data. Empty if nothing is known of
     * the data, or if it cannot be opened, which is noticed.
     */
    public static Optional<RealItems> real(RunFolder folder, Shape shape, Consumer<String> notice) throws IOException {
        DataConfig config = folder.config().data();
        try {
            Optional<RealItems> held = real(config, Split.TEST, shape);
            return held.isPresent() ? held : real(config, Split.TRAIN, shape);
        } catch (UsageException | UncheckedIOException e) {
            notice.accept("known factors and classes are not used, because the data of the run cannot be read: "
                    + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<RealItems> real(DataConfig config, Split split, Shape shape) {
        try (Dataset data = Datasets.openTrained(config, split)) {
            boolean known = data.labels().isPresent() || data.factors().isPresent();
            return known && data.size() > 0 && data.shape().equals(shape)
                    ? Optional.of(RealItems.of(data))
                    : Optional.empty();
        }
    }
}
