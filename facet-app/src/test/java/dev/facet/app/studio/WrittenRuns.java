package dev.facet.app.studio;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import dev.facet.format.PngFile;
import dev.facet.settings.ConfigReader;
import dev.facet.settings.ConfigWriter;

/** Folders of runs that were not trained but written, for tests of what is shown of runs. */
final class WrittenRuns {
    private WrittenRuns() {}

    /** A run with statistics of {@code lines} times ten steps, whose information is {@code level} in the end. */
    static Path run(Path runs, String name, int lines, double level, String... settings) throws IOException {
        Path run = Files.createDirectories(runs.resolve(name));
        Files.writeString(
                run.resolve("config.yaml"), ConfigWriter.yaml(ConfigReader.resolve("strokes", List.of(settings))));
        Files.writeString(
                run.resolve("run.json"),
                "{\"data\": {\"name\": \"strokes\", \"shape\": \"28×28 grey\", \"fingerprint\": \"f1\"}}");
        StringBuilder statistics = new StringBuilder();
        for (int k = 1; k <= lines; k++) {
            statistics.append(String.format(
                    Locale.ROOT,
                    "{\"step\":%d,\"seconds\":%.1f,\"images_per_second\":400,\"loss/D\":%.3f,\"nats/c1\":%.4f,"
                            + "\"max_nats/c1\":1.7}%n",
                    10 * k,
                    6.0 * k,
                    1.4 - 0.002 * k,
                    level * k / lines + 0.1 * Math.sin(k)));
        }
        Files.writeString(run.resolve("stats.jsonl"), statistics);
        Files.writeString(run.resolve("log.txt"), "2026-01-01T00:00:00Z ended at step " + 10 * lines + "\n");
        return run;
    }

    /** A snapshot, or another picture of a run. */
    static void picture(Path run, String name, int side, Color colour) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, side, side);
        graphics.dispose();
        PngFile.write(run.resolve(name), image);
    }
}
