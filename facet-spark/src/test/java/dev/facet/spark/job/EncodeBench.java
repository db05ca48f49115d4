package dev.facet.spark.job;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

import dev.facet.Facet;
import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.file.ParquetShards;
import dev.facet.data.file.ParquetShards.Contents;
import dev.facet.format.ParquetImages;

/**
 * Measures {@code facet encode} on a cluster of two workers, each with one core and a virtual machine of its own,
 * beside {@code facet encode} in one process on all cores, on MNIST's images again and again. Prints images per second
 * of both, from start to end and without the start, which a table of a few images tells; the most memory of each
 * process; and how far their codes differ. Arguments: the launcher, a run, and the number of images (200,000).
 * docs/scale.md has the command.
 */
public final class EncodeBench {
    private static final int SHARDS = 8;
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Pattern NOW = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private EncodeBench() {}

    /** Starts the measurement. */
    public static void main(String[] arguments) throws Exception {
        String launcher = Path.of(arguments[0]).toAbsolutePath().toString();
        String run = Path.of(arguments[1]).toAbsolutePath().toString();
        int images = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 200_000;
        Path folder = Files.createTempDirectory("facet-encode-bench-");
        try {
            Path data = shards(Files.createDirectories(folder.resolve("data")), images);
            Path few = shards(Files.createDirectories(folder.resolve("few")), SHARDS);
            Path csv = folder.resolve("codes.csv");
            Path table = folder.resolve("codes.parquet");
            List<String> alone = List.of(launcher, "encode", run);
            double begun = timed("one process", SHARDS, folder, null, alone, few, folder.resolve("few.csv"));
            double single = timed("one process", images, folder, null, alone, data, csv);
            try (StandaloneCluster cluster = new StandaloneCluster(folder, 2)) {
                List<String> together = List.of(
                        launcher,
                        "encode",
                        run,
                        "--spark",
                        cluster.master(),
                        "--spark-conf",
                        "spark.driver.host=localhost",
                        "--spark-conf",
                        "spark.executor.memory=512m");
                double started =
                        timed("two workers", SHARDS, folder, cluster, together, few, folder.resolve("few.parquet"));
                double spark = timed("two workers", images, folder, cluster, together, data, table);
                System.out.printf(
                        Locale.ROOT,
                        "two workers / one process, in images/s: %.2f from start to end, %.2f without the start%n",
                        single / spark,
                        (single - begun) / (spark - started));
            }
            compare(csv, table);
        } finally {
            remove(folder);
        }
    }

    private static Path shards(Path folder, int images) throws IOException {
        DataConfig config = new DataConfig("mnist", 28, 1, 2, 1);
        try (Dataset mnist = Facet.open(config, Split.TRAIN)) {
            Contents png = ParquetShards.png(mnist);
            for (int shard = 0; shard < SHARDS; shard++) {
                Path file = folder.resolve(String.format(Locale.ROOT, "train-%05d-of-%05d.parquet", shard, SHARDS));
                try (OutputStream out = Files.newOutputStream(file);
                        ParquetImages rows = new ParquetImages(out, List.of(), List.of())) {
                    int to = (int) ((long) images * (shard + 1) / SHARDS);
                    for (int i = (int) ((long) images * shard / SHARDS); i < to; i++) {
                        rows.add(png.of(i % mnist.size()).orElseThrow(), Integer.toString(i), 0);
                    }
                }
            }
        }
        return folder;
    }

    /** Runs a command, and returns its seconds. */
    private static double timed(
            String name,
            int images,
            Path folder,
            @Nullable StandaloneCluster cluster,
            List<String> command,
            Path data,
            Path out)
            throws Exception {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(data.toString(), "--out", out.toString()));
        ProcessBuilder builder = new ProcessBuilder(whole).redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("output.txt").toFile());
        builder.environment().put("FACET_CACHE", folder.resolve("cache").toString());
        builder.environment().put("FACET_DATA", System.getenv().getOrDefault("FACET_DATA", ""));
        long start = System.nanoTime();
        Process process = builder.start();
        Map<Long, Long> peaks = new TreeMap<>();
        Map<Long, Double> work = new TreeMap<>();
        StringBuilder curve = new StringBuilder();
        int ticks = 0;
        while (!process.waitFor(500, TimeUnit.MILLISECONDS)) {
            List<ProcessHandle> watched = cluster == null
                    ? Stream.concat(Stream.of(process.toHandle()), process.descendants())
                            .toList()
                    : cluster.executors();
            long now = 0;
            for (ProcessHandle each : watched) {
                peaks.merge(each.pid(), memory(each.pid(), PEAK), Math::max);
                now += memory(each.pid(), NOW);
            }
            Stream.concat(watched.stream(), Stream.of(process.toHandle()))
                    .forEach(each -> each.info()
                            .totalCpuDuration()
                            .ifPresent(used -> work.put(each.pid(), used.toMillis() / 1e3)));
            if (ticks++ % 6 == 0) {
                curve.append(' ').append(now >> 10);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("output.txt")));
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %d images in %.1f s (%.1f s of CPU time), %.0f images/s; most memory of a process %d MB;"
                        + " all, every 3 s:%s MB%n",
                name,
                images,
                seconds,
                work.values().stream().mapToDouble(Double::doubleValue).sum(),
                images / seconds,
                peaks.values().stream().mapToLong(Long::longValue).max().orElse(0) >> 10,
                curve);
        return seconds;
    }

    private static long memory(long process, Pattern line) {
        try {
            Matcher found = line.matcher(Files.readString(Path.of("/proc", Long.toString(process), "status")));
            return found.find() ? Long.parseLong(found.group(1)) : 0;
        } catch (IOException ended) {
            return 0;
        }
    }

    private static void compare(Path csv, Path table) throws IOException {
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "localhost")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
        Map<String, float[]> read = new HashMap<>();
        for (Row row : spark.read()
                .parquet(table.toString())
                .select("image", "digit_index", "digit_probability", "c1", "c1_sigma")
                .collectAsList()) {
            read.put(row.getString(0), new float[] {row.getInt(1), row.getFloat(2), row.getFloat(3), row.getFloat(4)});
        }
        spark.stop();
        int rows = 0;
        int others = 0;
        double most = 0;
        try (BufferedReader lines = Files.newBufferedReader(csv)) {
            List<String> header = List.of(lines.readLine().split(","));
            int[] places = Stream.of("digit_index", "digit_probability", "c1", "c1_sigma")
                    .mapToInt(header::indexOf)
                    .toArray();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", -1);
                float[] codes = read.get(cells[0]);
                if (codes == null) {
                    throw new IllegalStateException(cells[0] + " is not in " + table);
                }
                rows++;
                others += codes[0] == Float.parseFloat(cells[places[0]]) ? 0 : 1;
                for (int i = 1; i < places.length; i++) {
                    most = Math.max(most, Math.abs(codes[i] - Float.parseFloat(cells[places[i]])));
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "codes of %d and %d images: %d other categories, numbers differ by at most %.1e (5 decimals)%n",
                read.size(),
                rows,
                others,
                most);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
