package dev.facet.spark.job;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Commands that train a tiny model, and what they leave. */
final class TinyTraining {
    /** Number of {@link #pictures}. */
    static final int PICTURES = 60;

    private static final int SIDE = 28;

    private TinyTraining() {}

    /** Makes a folder of pictures, no two alike. */
    static Path pictures(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < PICTURES; i++) {
            BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            picture.getRaster().setSample(i % SIDE, i / SIDE, 0, 255);
            ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
        }
        return folder;
    }

    /** The options of a run whose checkpoints are 20 steps apart, without its steps. */
    static List<String> settings() {
        List<String> options = new ArrayList<>();
        for (String setting : List.of(
                "model.width=4",
                "data.count=200",
                "training.batch=16",
                "training.precision=fp32",
                "training.checkpoint-every=20",
                "training.snapshot-every=100000")) {
            options.addAll(List.of("--set", setting));
        }
        return options;
    }

    /** A virtual machine has one context of Spark: ends that of another test. */
    static void noContext() {
        Option<SparkSession> before = SparkSession.getDefaultSession();
        if (before.isDefined()) {
            before.get().stop();
        }
    }

    /** A command line with {@code options} after the command and its data, so that later words override them. */
    static String[] command(List<String> options, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(2, options);
        return all.toArray(String[]::new);
    }

    /** The only run in a folder. */
    static Optional<Path> only(Path runs) throws IOException {
        return all(runs).stream().findFirst();
    }

    /** All runs in a folder, in order. */
    static List<Path> all(Path runs) throws IOException {
        if (!Files.exists(runs)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(runs)) {
            return all.filter(path -> Files.exists(path.resolve("config.yaml")))
                    .sorted()
                    .toList();
        }
    }

    /** The weights after a step. */
    static byte[] weights(Path run, int step) throws IOException {
        return Files.readAllBytes(
                run.resolve(String.format("checkpoints/step-%06d", step)).resolve("weights.safetensors"));
    }

    /** Waits until a run has noted {@code lines} statistics, which it does every ten steps. */
    static void awaitStatistics(Path runs, int lines, Future<?> training, Supplier<String> said)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (System.nanoTime() < end && !training.isDone()) {
            for (Path run : all(runs)) {
                Path statistics = run.resolve("stats.jsonl");
                if (Files.exists(statistics) && Files.readAllLines(statistics).size() >= lines) {
                    return;
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no run in " + runs + " has " + lines + " lines of statistics: " + said.get());
    }
}
