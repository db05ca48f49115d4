package dev.facet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

import dev.facet.config.RunConfig;
import dev.facet.data.ImageShape;
import dev.facet.explore.Chart;
import dev.facet.explore.Grid;
import dev.facet.format.PngFile;
import dev.facet.model.family.Families;

/**
 * Measures how the time of a training step in bf16 grows with the batch, the pixels, the width of the networks and the
 * threads, and the time to read a folder with the number of its pictures. The steps of each value are made in a process
 * of their own. Beside a step stands its floor: the time of its arithmetic at the speed of products of large matrices,
 * with as many threads.
 */
@Command(
        name = "growth",
        description = "Measures how time grows with batch, pixels, width, threads and pictures; draws a chart of each.",
        sortOptions = false)
final class GrowthBench implements Callable<Integer> {
    /** What grows. */
    enum Axis {
        BATCH("batch", "images per step"),
        SIDE("side", "pixels across"),
        WIDTH("width", "model.width"),
        THREADS("threads", "threads"),
        PICTURES("pictures", "JPEG files of 256×256");

        private final String label;
        private final String horizontal;

        Axis(String label, String horizontal) {
            this.label = label;
            this.horizontal = horizontal;
        }
    }

    /** What was measured at one value: milliseconds of a step and of its floor, or seconds first and from the cache. */
    private record Point(int value, double measured, double below) {}

    private static final int PICTURE = 256;

    @Option(names = "--preset", paramLabel = "NAME", defaultValue = "images", description = "Default: images.")
    private String preset = "images";

    @Option(
            names = "--shape",
            paramLabel = "CxHxW",
            defaultValue = "3x32x32",
            description = "Shape of the images where something else grows. Default: 3x32x32.")
    private String shape = "3x32x32";

    @Option(names = "--steps", paramLabel = "N", defaultValue = "10", description = "Timed steps. Default: 10.")
    private int steps;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "WHAT",
            description = "Any of batch, side, width, threads, pictures. Default: all.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--batch",
            split = ",",
            paramLabel = "N",
            defaultValue = "16,32,64,128,256",
            description = "Images per step. Default: 16,32,64,128,256.")
    private List<Integer> batches = new ArrayList<>();

    @Option(
            names = "--side",
            split = ",",
            paramLabel = "N",
            defaultValue = "32,64,128",
            description = "Pixels across. Default: 32,64,128.")
    private List<Integer> sides = new ArrayList<>();

    @Option(
            names = "--width",
            split = ",",
            paramLabel = "N",
            defaultValue = "8,16,32,64",
            description = "Base number of channels, model.width. Default: 8,16,32,64.")
    private List<Integer> widths = new ArrayList<>();

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "CPU threads. Default: 1, 2, 4 … up to all.")
    private List<Integer> threads = new ArrayList<>();

    @Option(
            names = "--pictures",
            split = ",",
            paramLabel = "N",
            defaultValue = "1000,2000,4000,8000",
            description = "JPEG files of 256×256 to read. Default: 1000,2000,4000,8000.")
    private List<Integer> pictures = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the charts. Without it, none are drawn.")
    private @Nullable Path out;

    /** Products have sides of 32 times it. */
    @Option(names = "--product-width", hidden = true, defaultValue = "64")
    private int productWidth;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Speed of products of large matrices in bf16 by number of threads, in GFLOP/s. */
    private final Map<Integer, Double> products = new HashMap<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (Map.Entry<Axis, List<Integer>> wanted : wanted().entrySet()) {
            Axis axis = wanted.getKey();
            List<Point> points = new ArrayList<>();
            for (int value : wanted.getValue()) {
                Point point = axis == Axis.PICTURES ? reading(value) : step(axis, value);
                points.add(point);
                tell(line(axis, point));
            }
            if (out != null) {
                Path file = out.resolve("growth-" + axis.label + ".png");
                PngFile.write(file, chart(axis, points).draw(), Grid.DENSITY);
                tell("drew " + file);
            }
        }
        return 0;
    }

    /** The values of what is to be measured, or a message about what cannot be. */
    private Map<Axis, List<Integer>> wanted() throws IOException {
        Map<Axis, List<Integer>> all = new LinkedHashMap<>();
        all.put(Axis.BATCH, batches);
        all.put(Axis.SIDE, sides);
        all.put(Axis.WIDTH, widths);
        all.put(Axis.THREADS, threads.isEmpty() ? powersOfTwo(cores()) : threads);
        all.put(Axis.PICTURES, pictures);
        for (String name : only) {
            Bench.require(
                    spec,
                    all.keySet().stream().anyMatch(axis -> axis.label.equals(name)),
                    "--only is '" + name + "'; wanted any of batch, side, width, threads, pictures");
        }
        all.keySet().removeIf(axis -> !only.isEmpty() && !only.contains(axis.label));
        Bench.require(spec, steps >= 1, "--steps is " + steps + "; at least 1 is needed");
        for (Map.Entry<Axis, List<Integer>> entry : all.entrySet()) {
            Axis axis = entry.getKey();
            int least = axis == Axis.BATCH ? 2 : 1;
            for (int value : entry.getValue()) {
                Bench.require(
                        spec,
                        value >= least,
                        "--" + axis.label + " has " + value + "; wanted whole numbers of at least " + least);
                if (axis != Axis.PICTURES) {
                    check(settings(axis, value));
                }
            }
        }
        if (out != null) {
            Files.createDirectories(out);
        }
        return all;
    }

    /** Says what is wrong with settings before anything is measured. */
    private static void check(BenchSettings settings) {
        RunConfig config = settings.config("bf16");
        Families.architecture(config.model(), config.latent(), settings.shape());
    }

    private BenchSettings settings(Axis axis, int value) {
        ImageShape images = BenchSettings.shape(shape);
        return new BenchSettings(
                preset,
                axis == Axis.WIDTH ? List.of("model.width=" + value) : List.of(),
                axis == Axis.SIDE ? new ImageShape(images.channels(), value, value) : images,
                axis == Axis.BATCH ? value : 0,
                axis == Axis.THREADS ? value : 0,
                steps,
                Math.max(1, steps / 3),
                productWidth);
    }

    private Point step(Axis axis, int value) throws IOException, InterruptedException {
        BenchSettings settings = settings(axis, value);
        JsonNode found = Child.run(Part.BF16_BEST, settings);
        double gigaflop = found.path("flop_per_step").asDouble() / 1e9;
        return new Point(value, found.path("ms").asDouble(), 1e3 * gigaflop / products(settings));
    }

    private double products(BenchSettings settings) throws IOException, InterruptedException {
        Double known = products.get(settings.threads());
        if (known == null) {
            known = Child.run(Part.GEMM, settings).path("bf16").asDouble();
            products.put(settings.threads(), known);
        }
        return known;
    }

    private static Point reading(int count) throws IOException {
        PicturesBench.Reading reading = PicturesBench.read(count, PICTURE, 64);
        return new Point(count, reading.seconds(), reading.again());
    }

    private static String line(Axis axis, Point point) {
        return axis == Axis.PICTURES
                ? String.format(
                        Locale.ROOT,
                        "%,d pictures: %.2f s, from the cache %.3f s",
                        point.value,
                        point.measured,
                        point.below)
                : String.format(
                        Locale.ROOT,
                        "%s %d: %.1f ms a step, floor %.1f ms (%.0f %%)",
                        axis.label,
                        point.value,
                        point.measured,
                        point.below,
                        100 * point.below / point.measured);
    }

    private Chart chart(Axis axis, List<Point> points) {
        double[] x = points.stream().mapToDouble(Point::value).toArray();
        boolean reads = axis == Axis.PICTURES;
        return new Chart(
                reads
                        ? "Seconds to read a folder of pictures to 64×64"
                        : "Milliseconds of a training step, preset " + preset
                                + (axis == Axis.SIDE ? "" : ", images of " + shape.replace('x', '×')),
                axis.horizontal,
                List.of(
                        new Chart.Line(
                                reads ? "first time" : "measured",
                                x,
                                points.stream().mapToDouble(Point::measured).toArray()),
                        new Chart.Line(
                                reads ? "again, from the cache" : "its products at full speed",
                                x,
                                points.stream().mapToDouble(Point::below).toArray())),
                List.of());
    }

    private static List<Integer> powersOfTwo(int most) {
        return IntStream.iterate(1, power -> power <= most, power -> 2 * power)
                .boxed()
                .toList();
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    private void tell(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
