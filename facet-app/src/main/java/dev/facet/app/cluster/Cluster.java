package dev.facet.app.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;

import dev.facet.config.UsageException;

/**
 * Many machines, on which commands do their work. The program is built and runs without one: the launcher adds the
 * module facet-spark and Spark to the class path when {@code --spark} is among the arguments.
 */
public interface Cluster {
    /**
     * Reads the codes of images into a table, which is there as a whole in the end, or not at all.
     *
     * @param notice is told what a user should know, in sentences
     * @throws UsageException if there is no such master, no such data, or something in the way of the table
     * @throws IOException if the job fails
     */
    EncodeResult encode(EncodeJob job, Consumer<String> notice) throws IOException;

    /**
     * Opens machines on which this program is started.
     *
     * @param notice is told what a user should know, in sentences
     * @throws UsageException if there is no such master, or its machines cannot do it
     * @throws IOException if the cluster fails
     */
    Workers workers(WorkersJob job, Consumer<String> notice) throws IOException;

    /**
     * Brings data at an address, such as {@code s3a://bucket/faces}, to this machine, unless they are there already.
     *
     * @param settings of Spark, such as {@code spark.hadoop.fs.s3a.endpoint}
     * @param notice is told what a user should know, in sentences
     * @return where the copy is
     * @throws UsageException if there is nothing at the address, or no library for its file system
     * @throws IOException if they cannot be copied
     */
    Path fetch(String address, Map<String, String> settings, Consumer<String> notice) throws IOException;

    /**
     * The cluster on the class path.
     *
     * @throws UsageException if there is none
     */
    static Cluster load() {
        return ServiceLoader.load(Cluster.class)
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "--spark and addresses of data need Spark and Facet's module for it, which this installation"
                                + " is without. Get the sources of Facet and run ./facet there, or hand a model to"
                                + " spark-submit, as docs/scale.md says."));
    }
}
