package dev.facet.spark.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkStatusTracker;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

import dev.facet.config.UsageException;
import dev.facet.data.Split;
import dev.facet.spark.FacetRecogniser;
import dev.facet.spark.Images;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

/**
 * Reads the codes of a table of pictures into a folder of Parquet files. The folder is written under a hidden name
 * beside its place and renamed when it is whole, with {@code _SUCCESS} in it; if the job fails, it is removed.
 *
 * @param images number of rows
 * @param bad how many have a reason instead of codes
 * @param unlike how many images are unlike the training data
 */
public record CodesTable(long images, long bad, long unlike) {
    private static final Pattern FILE = Pattern.compile("(?:reading file|File) (\\S+?)[.,]?(?:\\s|$)");
    private static final int LONGEST = 400;
    /** So long are the tasks of a failed job waited for. */
    private static final Duration TASKS_END = Duration.ofSeconds(10);

    /** Spark's names of the properties of a thread that say to which group its jobs belong. */
    private static final List<String> GROUP =
            List.of("spark.jobGroup.id", "spark.job.description", "spark.job.interruptOnCancel");

    private static final Duration LOOK = Duration.ofMillis(50);

    /**
     * Writes the table.
     *
     * @param data Parquet files or a folder of pictures, on any of Hadoop's file systems
     * @param column the column of pictures; null looks for it
     * @param out the folder of the table; it must be new
     * @param notice is told what a user should know
     * @throws UsageException if there is no such data, it has no such column, or {@code out} is there
     * @throws IOException if the job fails; the message says why
     */
    public static CodesTable write(
            SparkSession spark,
            FacetRecogniser recogniser,
            String data,
            Split split,
            @Nullable String column,
            String out,
            Consumer<String> notice)
            throws IOException {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        Path target = Pictures.path(out);
        FileSystem files = Pictures.fileSystem(target, hadoop);
        target = files.makeQualified(target);
        if (files.exists(target)) {
            throw new UsageException(
                    out + " exists already (on " + files.getUri() + "); name a new folder, or remove it first.");
        }
        Path folder = target.getParent();
        if (folder == null) {
            throw new UsageException(out + " is the top of its file system; name a new folder in it.");
        }
        Path unfinished = new Path(folder, "." + target.getName() + "." + UUID.randomUUID() + ".tmp");
        String job = unfinished.getName();
        Map<String, String> before = group(spark.sparkContext());
        spark.sparkContext().setJobGroup(job, "codes of " + data, true);
        try {
            CodesTable written = write(spark, recogniser, data, split, column, unfinished, notice);
            requireFiles(files, unfinished, out);
            if (written.images == 0) {
                throw new UsageException(data + " has no pictures, so there are no codes to read.");
            }
            if (!files.rename(unfinished, target)) {
                throw new IOException(unfinished + " could not be renamed to " + out);
            }
            return written;
        } finally {
            before.forEach(spark.sparkContext()::setLocalProperty);
            if (files.exists(unfinished)) {
                endTasks(spark.sparkContext(), job);
                files.delete(unfinished, true);
            }
        }
    }

    /** The group of jobs that the caller has set for this thread; nulls without one. */
    private static Map<String, String> group(SparkContext spark) {
        Map<String, String> group = new HashMap<>();
        GROUP.forEach(property -> group.put(property, spark.getLocalProperty(property)));
        return group;
    }

    /** Ends the tasks of a job that has failed: those that have not failed themselves write on for a moment. */
    private static void endTasks(SparkContext spark, String job) {
        long end = System.nanoTime() + TASKS_END.toNanos();
        while (!spark.isStopped() && areRunning(spark, job) && System.nanoTime() < end) {
            spark.cancelJobGroup(job);
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static boolean areRunning(SparkContext spark, String job) {
        SparkStatusTracker status = spark.statusTracker();
        return Arrays.stream(status.getJobIdsForGroup(job))
                .mapToObj(status::getJobInfo)
                .flatMap(info -> info.isEmpty()
                        ? IntStream.empty().boxed()
                        : Arrays.stream(info.get().stageIds()).boxed())
                .map(stage -> status.getStageInfo(stage))
                .anyMatch(info -> info.isDefined() && info.get().numActiveTasks() > 0);
    }

    private static CodesTable write(
            SparkSession spark,
            FacetRecogniser recogniser,
            String data,
            Split split,
            @Nullable String column,
            Path out,
            Consumer<String> notice)
            throws IOException {
        LongAccumulator resized = spark.sparkContext().longAccumulator("pictures of another size");
        try {
            Pictures pictures = Pictures.open(spark, data, split, notice);
            String name = Images.column(
                    pictures.rows().schema(), column == null ? pictures.column() : column, pictures.own());
            Set<String> codes = Arrays.stream(recogniser.codes().fieldNames()).collect(Collectors.toSet());
            boolean paths = Images.hasPaths(pictures.rows().schema(), name);
            Dataset<Row> named = (paths ? pictures.withPaths(name) : pictures).named(name, codes, notice);
            FacetRecogniser stage = recogniser
                    .copy(recogniser.extractParamMap())
                    .setInputCol(Pictures.pictures())
                    .setKeepInput(false);
            Images.codes(stage, named, resized).write().parquet(out.toString());
        } catch (UsageException e) {
            throw e;
        } catch (Exception e) {
            // Spark's methods throw checked exceptions that they do not declare.
            throw failure(e, data);
        }
        if (resized.value() > 0) {
            notice.accept("pictures of other sizes were brought to " + Images.shape(recogniser)
                    + ", as those of the training data were");
        }
        Row sums = spark.read()
                .schema(recogniser.codes())
                .parquet(out.toString())
                .agg(
                        count(lit(1)),
                        count(col("reason")),
                        sum(when(col("unlike_data"), 1).otherwise(0)))
                .first();
        return new CodesTable(sums.getLong(0), sums.getLong(1), sums.isNullAt(2) ? 0 : sums.getLong(2));
    }

    /** What machines wrote to disks of their own is not in the folder that this one sees. */
    private static void requireFiles(FileSystem files, Path unfinished, String out) throws IOException {
        boolean there = Arrays.stream(files.listStatus(unfinished))
                .anyMatch(file -> file.getPath().getName().startsWith("part-"));
        if (!there) {
            throw new IOException(
                    "the machines of the cluster wrote the table, and there is nothing of it in the folder"
                            + " of " + out
                            + " on this machine: they wrote to disks of their own. Name a path that all see,"
                            + " such as a shared folder, hdfs://… or s3a://….");
        }
    }

    /** Why a job failed, in one sentence for the user. */
    static IOException failure(Throwable failure, String data) {
        @Nullable String file = null;
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher named = FILE.matcher(String.valueOf(cause.getMessage()));
            file = file == null && named.find() ? named.group(1) : file;
            root = cause;
        }
        String message = String.valueOf(root.getMessage());
        String all = chain(failure);
        if (root instanceof FileNotFoundException
                || all.contains("FileNotFoundException")
                || all.contains("FILE_NOT_EXIST")) {
            return new IOException(
                    "the machines of the cluster cannot see " + (file == null ? data : file)
                            + ", which is there on this"
                            + " machine. Put the data on a path that all see, such as a shared folder, hdfs://… or"
                            + " s3a://….",
                    failure);
        }
        if (all.contains("ClassNotFoundException: dev.facet") || all.contains("NoClassDefFoundError: dev/facet")) {
            return new IOException(
                    "the machines of the cluster do not have Facet's jar. Start ./facet from a checkout, which sends"
                            + " it, or give it to spark-submit with --jars.",
                    failure);
        }
        if (all.contains("UnsatisfiedLinkError")) {
            return new IOException(
                    "ONNX Runtime does not load on a machine of the cluster: " + line(message)
                            + "; Facet's jar for Spark has it for Linux with glibc (x86-64, ARM)",
                    failure);
        }
        if (file != null) {
            return new IOException(
                    "the file " + file + " cannot be read: " + line(message) + ". Get it again, or leave it out;"
                            + " nothing was written.",
                    failure);
        }
        return new IOException("the job failed, and nothing was written: " + line(message), failure);
    }

    private static String chain(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            all.append(cause.getClass().getSimpleName())
                    .append(": ")
                    .append(cause.getMessage())
                    .append('\n');
        }
        return all.toString();
    }

    private static String line(String message) {
        String first = message.lines().findFirst().orElse("").strip();
        return first.length() > LONGEST ? first.substring(0, LONGEST) + "…" : first;
    }

    /** In words, as the command line says it. */
    public String told(String out) {
        return String.format(
                Locale.ROOT,
                "%,d images in %s, %,d unlike the training data; %,d cannot be read",
                images - bad,
                out,
                unlike,
                bad);
    }
}
