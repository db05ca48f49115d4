package dev.facet.spark.job;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

import dev.facet.app.cluster.Cluster;
import dev.facet.app.cluster.EncodeJob;
import dev.facet.app.cluster.EncodeResult;
import dev.facet.app.cluster.Workers;
import dev.facet.app.cluster.WorkersJob;
import dev.facet.config.UsageException;
import dev.facet.spark.FacetRecogniser;

/**
 * Spark as the cluster of the command line, which is the driver. It sends Facet's jar, which the launcher names in the
 * system property {@code facet.spark.jar}, to the machines, and the user's own, which
 * {@code facet.spark.jars} names.
 */
public final class SparkCluster implements Cluster {
    private static final String JAR = "facet.spark.jar";
    /** Jars that the user adds, as a class path. */
    private static final String MORE = "facet.spark.jars";

    private static final String ALL = "/*";

    private static final String STANDALONE = "spark://";
    private static final Pattern MASTER = Pattern.compile(
            "local(\\[(\\*|\\d+)(, *\\d+)?])?|yarn|k8s://\\S+|spark://[^,:\\s]+:\\d+(,[^,:\\s]+:\\d+)*");
    private static final int WAIT_MS = 5000;

    @Override
    public EncodeResult encode(EncodeJob job, Consumer<String> notice) throws IOException {
        FacetRecogniser recogniser = FacetRecogniser.of(Files.readAllBytes(job.recogniser()));
        SparkSession spark = session(job.master(), job.settings(), "codes of pictures", Map.of());
        try {
            CodesTable table =
                    CodesTable.write(spark, recogniser, job.data(), job.split(), job.column(), job.out(), notice);
            return new EncodeResult(table.images(), table.bad(), table.unlike());
        } finally {
            spark.stop();
        }
    }

    @Override
    public Workers workers(WorkersJob job, Consumer<String> notice) throws IOException {
        return SparkWorkers.open(job, notice);
    }

    @Override
    public Path fetch(String address, Map<String, String> settings, Consumer<String> notice) throws IOException {
        return RemoteFiles.fetch(address, hadoop(settings), System.getenv(), notice);
    }

    /** Hadoop's settings among Spark's. */
    static Configuration hadoop(Map<String, String> settings) {
        SparkConf spark = new SparkConf();
        settings.forEach(spark::set);
        return SparkHadoopUtil.get().newConfiguration(spark);
    }

    /**
     * Begins to use a cluster.
     *
     * @param settings what the user wants of Spark
     * @param defaults what the work wants, where the user does not say
     */
    static SparkSession session(String master, Map<String, String> settings, String name, Map<String, String> defaults)
            throws IOException {
        check(master);
        SparkSession.Builder builder = SparkSession.builder()
                .master(master)
                .appName("Facet: " + name)
                .config("spark.ui.enabled", false)
                .config("spark.sql.sources.default", "parquet");
        if (isLocal(master)) {
            // nobody else has to find this machine
            builder.config("spark.driver.host", "localhost").config("spark.driver.bindAddress", "127.0.0.1");
        } else {
            String jars = Stream.concat(Stream.of(System.getProperty(JAR, "")), more().stream())
                    .filter(each -> !each.isEmpty())
                    .collect(Collectors.joining(","));
            if (!jars.isEmpty()) {
                builder.config("spark.jars", jars);
            }
        }
        defaults.forEach(builder::config);
        settings.forEach(builder::config);
        try {
            return builder.getOrCreate();
        } catch (Exception e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            String message =
                    String.valueOf(root.getMessage()).lines().findFirst().orElse("");
            throw new IOException(
                    "Spark could not start with the master " + master + ": " + message + ". Check --spark and"
                            + " --spark-conf"
                            + (master.equals("yarn")
                                    ? ", and that HADOOP_CONF_DIR is the folder of YARN's settings."
                                    : "."),
                    e);
        }
    }

    /** The jars of the user's class path, which may name all of a folder as {@code folder/*}. */
    private static List<String> more() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty(MORE, "").split(File.pathSeparator)) {
            if (!entry.endsWith(ALL)) {
                jars.add(entry);
                continue;
            }
            Path folder = Path.of(entry.substring(0, entry.length() - ALL.length()));
            try (DirectoryStream<Path> each = Files.newDirectoryStream(folder, "*.jar")) {
                each.forEach(jar -> jars.add(jar.toString()));
            } catch (NoSuchFileException | NotDirectoryException e) {
                throw new UsageException("there is no folder " + folder + ", which FACET_SPARK_JARS names.", e);
            }
        }
        return jars;
    }

    /** Whether this machine is the cluster. */
    static boolean isLocal(String master) {
        return master.startsWith("local");
    }

    /** Refuses what is no master, and a standalone master that does not answer, for which Spark would wait long. */
    private static void check(String master) throws IOException {
        if (!MASTER.matcher(master).matches()) {
            throw new UsageException("--spark is '" + master + "'; wanted local[2], with the number of cores, or"
                    + " spark://HOST:7077, yarn or k8s://https://HOST:PORT.");
        }
        if (!master.startsWith(STANDALONE)) {
            return;
        }
        StringBuilder why = new StringBuilder();
        for (String address : master.substring(STANDALONE.length()).split(",")) {
            int colon = address.lastIndexOf(':');
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(
                                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                        WAIT_MS);
                return;
            } catch (InterruptedIOException e) {
                why.append("; ")
                        .append(address)
                        .append(" does not answer within ")
                        .append(WAIT_MS / 1000)
                        .append(" s");
            } catch (UnknownHostException e) {
                why.append("; no machine is called ").append(address, 0, colon);
            } catch (IOException | IllegalArgumentException e) {
                why.append("; ").append(address).append(": ").append(e.getMessage());
            }
        }
        throw new UsageException("there is no Spark master at " + master + " (" + why.substring(2)
                + "). Start one with Spark's sbin/start-master.sh, or take the address from the page of yours;"
                + " --spark local[2] needs none.");
    }
}
