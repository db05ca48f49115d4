package dev.facet.app.ranks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.facet.app.launch.Started;

/** Where the ranks of a run are started: on this machine, or on those of a cluster. */
interface Crew extends AutoCloseable {
    /** A folder that this process and rank 0 see. */
    Path folder();

    /**
     * Starts all ranks.
     *
     * @param commands the command line of each rank, by its number, without the place where they meet
     */
    List<Started> start(List<List<String>> commands) throws IOException;

    /** What the user calls the cluster, if it is one. */
    Optional<String> cluster();

    @Override
    void close() throws IOException;
}
