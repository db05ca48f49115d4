package dev.facet.app.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.facet.config.UsageException;
import dev.facet.data.cache.RemoteCopy;
import dev.facet.data.source.DataSource;

/** The options of commands that train on a cluster. */
public final class ClusterOptions {
    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description = "Train on the machines of Apache Spark: local[2], spark://HOST:7077, yarn or k8s://…, each"
                    + " process as a task. Data and --out are on paths that all machines see; data may be at an address"
                    + " such as s3a://bucket/x.")
    private @Nullable String master;

    @Option(
            names = "--spark-conf",
            paramLabel = "K=V",
            description = "With --spark: a setting of Spark, such as spark.task.cpus=4 for four threads for each"
                    + " process; repeatable.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** Whether the user wants a cluster. */
    public boolean wanted() {
        if (master == null && !settings.isEmpty()) {
            throw new UsageException("--spark-conf is for --spark MASTER; add that, or leave it out.");
        }
        return master != null;
    }

    /** Whether the cluster is this machine. */
    public boolean isLocal() {
        return String.valueOf(master).startsWith("local");
    }

    /**
     * A job for processes that read {@code data} and write into {@code folder}.
     *
     * @param data what the settings call the data: names, absolute paths that all machines must see, or addresses
     * @param more other folders that all machines must see
     */
    public WorkersJob job(int processes, boolean together, Path folder, Set<String> data, List<Path> more) {
        List<Path> paths = new ArrayList<>(more);
        List<String> addresses = new ArrayList<>();
        for (String source : data) {
            if (RemoteCopy.isAddress(source)) {
                addresses.add(source);
                continue;
            }
            try {
                Path path = Path.of(source);
                if (path.isAbsolute()) {
                    paths.add(path);
                }
            } catch (InvalidPathException name) {
                // not a path
            }
        }
        return new WorkersJob(
                String.valueOf(master),
                settings,
                processes,
                together,
                absolute(folder),
                paths.stream().map(ClusterOptions::absolute).toList(),
                addresses);
    }

    /**
     * Brings data at an address to this machine, which looks at them before others do; does nothing for other data, and
     * without a cluster.
     */
    public void fetch(String data, PrintWriter err) throws IOException {
        if (!wanted()) {
            return;
        }
        String source = DataSource.of(data);
        if (RemoteCopy.isAddress(source)) {
            Cluster.load().fetch(source, settings, err::println);
        }
    }

    /** A path as other processes find it. */
    public static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
