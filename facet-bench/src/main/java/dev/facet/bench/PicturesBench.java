package dev.facet.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;

import javax.imageio.ImageIO;

import com.sun.management.OperatingSystemMXBean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.DataConfig;
import dev.facet.data.Split;
import dev.facet.data.picture.ImageFolder;
import dev.facet.format.Folders;

/**
 * Measures how fast a folder of JPEG files becomes training data. It makes the files itself: smooth colours with some
 * noise, so that they are as large as photographs. For comparison it decodes some of them with ImageIO alone, one after
 * the other, without resampling.
 */
@Command(
        name = "pictures",
        description = "Measures how fast a folder of JPEG files is read to the cache.",
        sortOptions = false)
final class PicturesBench implements Callable<Integer> {
    private static final int COMPARED = 40;
    private static final int KINDS = 8;

    @Option(names = "--count", defaultValue = "400", description = "Pictures (default 400).")
    private int count;

    @Option(names = "--size", defaultValue = "1024", description = "Their width and height (default 1024).")
    private int size;

    @Option(names = "--resolution", defaultValue = "64", description = "Of the training data (default 64).")
    private int resolution;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (count < 1 || size < 8 || size > 8192 || resolution < 8 || resolution > 1024) {
            throw new ParameterException(
                    spec.commandLine(), "--count is at least 1, --size 8 to 8192, --resolution 8 to 1024");
        }
        print(measure());
        return 0;
    }

    /**
     * What reading a folder took.
     *
     * @param seconds the first time
     * @param processor seconds of processor time the first time
     * @param peak memory after the first time, in bytes
     * @param again seconds the second time, from the cache
     * @param files the files that the folder had copies of
     */
    record Reading(double seconds, double processor, double peak, double again, List<byte[]> files) {}

    /** Makes a folder of {@code count} JPEG files of {@code size} pixels across, and reads it twice. */
    static Reading read(int count, int size, int resolution) throws IOException {
        Path folder = Files.createTempDirectory("facet-bench");
        try {
            Path pictures = Files.createDirectory(folder.resolve("pictures"));
            List<byte[]> files = new ArrayList<>();
            for (int i = 0; i < Math.min(KINDS, count); i++) {
                Path file = pictures.resolve("0.jpg");
                ImageIO.write(picture(i, size), "jpg", file.toFile());
                files.add(Files.readAllBytes(file));
            }
            for (int i = 0; i < count; i++) {
                Files.write(pictures.resolve(i + ".jpg"), files.get(i % files.size()));
            }
            DataConfig data = new DataConfig(pictures.toString(), resolution, 3, 2, 1);
            Path cache = folder.resolve("cache");
            long cpu = cpu();
            double seconds = open(pictures, data, cache, count);
            double processor = (cpu() - cpu) / 1e9;
            double peak = Part.peakBytes();
            return new Reading(seconds, processor, peak, open(pictures, data, cache, count), files);
        } finally {
            Folders.delete(folder);
        }
    }

    private static double open(Path pictures, DataConfig data, Path cache, int count) throws IOException {
        long start = System.nanoTime();
        try (ImageFolder opened = ImageFolder.open(pictures, data, Split.TRAIN, cache)) {
            if (opened.size() != count) {
                throw new IOException(opened.size() + " of " + count + " pictures were read");
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private ObjectNode measure() throws IOException {
        Reading reading = read(count, size, resolution);
        List<byte[]> files = reading.files();
        long alone = cpu();
        for (int i = 0; i < COMPARED; i++) {
            ImageIO.read(new ByteArrayInputStream(files.get(i % files.size())));
        }
        double plain = (cpu() - alone) / 1e9 / COMPARED;
        ObjectNode result = JsonMapper.builder().build().createObjectNode();
        result.put("pictures", count)
                .put("size", size)
                .put("bytes", files.get(0).length)
                .put("resolution", resolution);
        result.put("threads", Runtime.getRuntime().availableProcessors());
        result.put("pictures_per_second", count / reading.seconds());
        result.put("again_seconds", reading.again());
        result.put("cpu_ms_per_picture", 1e3 * reading.processor() / count);
        result.put("imageio_ms_per_picture", 1e3 * plain);
        return result.put("peak_bytes", (long) reading.peak());
    }

    private void print(ObjectNode result) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(result);
        } else {
            out.println(String.format(
                    Locale.ROOT,
                    "%d JPEG files of %d×%d pixels to %d×%d on %d threads: %.1f pictures/s,"
                            + " %.1f ms of processor time for each (ImageIO alone decodes one in %.1f ms), peak memory"
                            + " %d MB",
                    count,
                    size,
                    size,
                    resolution,
                    resolution,
                    result.path("threads").asInt(),
                    result.path("pictures_per_second").asDouble(),
                    result.path("cpu_ms_per_picture").asDouble(),
                    result.path("imageio_ms_per_picture").asDouble(),
                    result.path("peak_bytes").asLong() >> 20));
        }
        out.flush();
    }

    private static BufferedImage picture(int seed, int size) {
        Random random = new Random(seed);
        double[] waves = random.doubles(12, 2, 40).toArray();
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int rgb = 0;
                int noise = random.nextInt(9);
                for (int c = 0; c < 3; c++) {
                    double wave = Math.sin(waves[c] * x / size + waves[3 + c])
                            + Math.sin(waves[6 + c] * y / size + waves[9 + c] * x / size);
                    rgb = rgb << 8 | (int) (128 + 55 * wave) + noise;
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
