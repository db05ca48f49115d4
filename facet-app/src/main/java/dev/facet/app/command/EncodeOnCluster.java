package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.facet.Facet;
import dev.facet.app.cluster.Cluster;
import dev.facet.app.cluster.EncodeJob;
import dev.facet.app.cluster.EncodeResult;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Text;
import dev.facet.config.Hint;
import dev.facet.config.UsageException;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.export.Export;
import dev.facet.format.Folders;
import dev.facet.model.Model;

/** Reads codes on a Spark cluster: exports the recogniser, hands it to the cluster, and tells what came out. */
final class EncodeOnCluster {
    /** Names of files of other formats. */
    private static final Pattern FILE = Pattern.compile("(?i)\\.(csv|tsv|json|jsonl|txt|npz|zip)$");

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description = "Read the codes on Apache Spark: local[2], spark://HOST:7077, yarn or k8s://… DATA is then a"
                    + " Parquet file, a folder of them, or a folder of pictures, on a path that all machines"
                    + " see, and --out is a folder of Parquet files.")
    private @Nullable String master;

    @Option(
            names = "--column",
            paramLabel = "NAME",
            description = "With --spark: the column of images. Default: the only one, or one with a usual name.")
    private @Nullable String column;

    @Option(
            names = "--spark-conf",
            paramLabel = "KEY=VALUE",
            description = "With --spark: a setting of Spark, such as spark.executor.memory=4g; repeatable.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** Whether the user wants a cluster. */
    boolean wanted() {
        if (master == null && (column != null || !settings.isEmpty())) {
            throw new UsageException((column != null ? "--column" : "--spark-conf")
                    + " is for --spark MASTER; add that, or leave it out.");
        }
        return master != null;
    }

    /**
     * Reads the codes of {@code data}.
     *
     * @param others names an option of the command that a cluster cannot follow; null if there is none
     */
    int run(
            Path run,
            CheckpointOption checkpoint,
            List<String> data,
            Split split,
            String out,
            @Nullable String others,
            PrintWriter err)
            throws IOException {
        if (others != null) {
            throw new UsageException(others + " cannot be had with --spark; leave one of them out.");
        }
        if (out.equals("-")) {
            throw new UsageException("--out - is not possible with --spark: the table is a folder of Parquet files."
                    + " Name a new folder, such as codes.parquet.");
        }
        if (FILE.matcher(out).find()) {
            throw new UsageException("--out is " + out + ", and with --spark the table is a folder of Parquet files."
                    + " Name a new folder, such as codes.parquet; without --spark, codes can be a CSV file.");
        }
        if (data.size() > 1) {
            throw new UsageException("with --spark, DATA is one Parquet file or one folder; there are " + data.size()
                    + ". Name the folder that they are in.");
        }
        String source = data.get(0);
        if (Datasets.list().stream().anyMatch(set -> set.name().equals(source))) {
            throw new UsageException(source + " is a set known by its name, and Spark reads files. Make some first: "
                    + Hint.of("data", "convert", source, source + "-parquet", "--shards", "8"));
        }
        Cluster cluster = Cluster.load();
        Path export = Files.createTempDirectory("facet-recogniser-");
        try {
            Path recogniser = export(run, checkpoint, export, err);
            EncodeResult read = cluster.encode(
                    new EncodeJob(String.valueOf(master), settings, recogniser, source, split, column, out),
                    err::println);
            err.println(told(read, out));
            return read.images() > 0 && read.images() == read.bad() ? ExitCodes.FAILED : 0;
        } finally {
            Folders.delete(export);
        }
    }

    private static String told(EncodeResult read, String out) {
        String unlike = read.unlike() == 0 ? "" : ", " + Text.count(read.unlike()) + " unlike the training data";
        String failed = read.bad() == 0 ? "" : "; " + Text.count(read.bad()) + " cannot be read";
        return Text.count(read.images() - read.bad()) + " images in " + out + unlike + failed;
    }

    private static Path export(Path run, CheckpointOption checkpoint, Path folder, PrintWriter err) throws IOException {
        try (Model model = checkpoint.load(run)) {
            model.requireRecogniser();
            if (model.calibration().isEmpty()) {
                err.println(CalibrateCommand.missing(run));
            }
        }
        String which = checkpoint.which();
        Export export = which == null ? Facet.export(run, Map.of(), folder) : Facet.export(run, which, folder);
        return export.recogniser().orElseThrow();
    }
}
