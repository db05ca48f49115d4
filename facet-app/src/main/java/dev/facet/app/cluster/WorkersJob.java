package dev.facet.app.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What processes on a cluster need.
 *
 * @param master what Spark calls its master: {@code local[2]}, {@code spark://host:7077}, {@code yarn}, {@code k8s://…}
 * @param settings of Spark, such as {@code spark.task.cpus}
 * @param processes how many there are at once at most
 * @param together whether they are ranks, which are started all at once or not at all
 * @param folder where a hidden folder is made for what the processes say; all machines must see it
 * @param paths other files and folders that all machines must see, absolute
 * @param addresses of data that each machine copies to itself, such as {@code s3a://bucket/faces}
 */
public record WorkersJob(
        String master,
        Map<String, String> settings,
        int processes,
        boolean together,
        Path folder,
        List<Path> paths,
        List<String> addresses) {
    public WorkersJob {
        settings = Map.copyOf(settings);
        paths = List.copyOf(paths);
        addresses = List.copyOf(addresses);
    }
}
