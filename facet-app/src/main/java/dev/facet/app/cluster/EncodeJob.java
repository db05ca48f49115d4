package dev.facet.app.cluster;

import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.facet.data.Split;

/**
 * Reading the codes of many images.
 *
 * @param master what Spark calls its master: {@code local[2]}, {@code spark://host:7077}, {@code yarn}, {@code k8s://…}
 * @param settings of Spark, such as {@code spark.executor.memory}
 * @param recogniser the file of an export
 * @param data Parquet files or a folder of pictures, as a path on any file system that Hadoop knows
 * @param split which part of Parquet files
 * @param column the column of images; null looks for it
 * @param out the folder of the table, on such a path
 */
public record EncodeJob(
        String master,
        Map<String, String> settings,
        Path recogniser,
        String data,
        Split split,
        @Nullable String column,
        String out) {
    public EncodeJob {
        settings = Map.copyOf(settings);
    }
}
