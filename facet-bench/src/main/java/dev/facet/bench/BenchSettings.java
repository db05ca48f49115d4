package dev.facet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.settings.ConfigReader;

/**
 * The settings for measuring a part of the benchmark.
 *
 * @param preset the preset whose training is measured; null for the paper's network, which is also measured as an
 *     ordinary libtorch program
 * @param sets settings that differ from the preset's
 * @param shape the shape of the images
 * @param batch images per training step; 0 takes the preset's
 * @param threads CPU threads; 0 means all cores
 * @param steps timed repetitions
 * @param warmUp untimed repetitions before those
 * @param width of the paper's network, 64 in the paper; all its layers scale with it, and the matrix products have
 *     sides of 32 times it
 */
record BenchSettings(
        @Nullable String preset,
        List<String> sets,
        ImageShape shape,
        int batch,
        int threads,
        int steps,
        int warmUp,
        int width) {
    private static final Pattern SHAPE = Pattern.compile("([13])x(\\d{1,4})x(\\d{1,4})");

    /** The preset of the paper's network. */
    static final String PAPER = "mnist-paper";

    /**
     * The settings of a run that measures. The paper's network has learned standard deviations, as in the
     * implementations compared with. What a preset does before or after its usual step is left out: several starts,
     * categories that learn alone, an encoder, alignment.
     */
    RunConfig config(String precision) {
        int all = steps + warmUp;
        List<String> settings = new ArrayList<>();
        if (preset == null) {
            settings.addAll(List.of("infogan.sigma=learned", "model.width=" + width));
        } else {
            settings.addAll(List.of(
                    "data.resolution=0",
                    "data.held-out=0",
                    "infogan.categories.alone=false",
                    "infogan.consistency.starts=1",
                    "infogan.align=false",
                    "encoder.steps=0"));
            settings.addAll(sets);
        }
        if (batch > 0) {
            settings.add("training.batch=" + batch);
        }
        settings.addAll(List.of(
                "training.plan=false",
                "training.precision=" + precision,
                "training.threads=" + threads,
                "training.steps=" + all,
                "training.snapshot-every=" + (all + 1),
                "training.checkpoint-every=" + (all + 1)));
        return ConfigReader.resolve(preset == null ? PAPER : preset, settings);
    }

    /** Images per training step. */
    int images() {
        return config("fp32").training().batch();
    }

    /** A shape as {@code --shape} takes it, such as {@code 3x32x32}. */
    static String text(ImageShape shape) {
        return shape.channels() + "x" + shape.height() + "x" + shape.width();
    }

    /** The shape in a text. */
    static ImageShape shape(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException("--shape is '" + text + "'; wanted channels, height and width, such as 3x32x32");
        }
        return new ImageShape(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }
}
