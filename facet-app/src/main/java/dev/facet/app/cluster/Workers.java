package dev.facet.app.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.facet.app.launch.Output;
import dev.facet.app.launch.Started;

/**
 * Machines of a cluster, on which this program is started. A process has the cores of a task, ends when its machine or
 * this process is lost, and stops as after Ctrl-C when it is asked to. Thread-safe.
 */
public interface Workers extends AutoCloseable {
    /** What the user calls the cluster. */
    String master();

    /** A folder that all machines see; what is in it is removed when this is closed. */
    Path folder();

    /** The cores of a process. */
    int cores();

    /**
     * Starts ranks: all at once, or none. They get what they need to meet.
     *
     * @param commands a command line for each rank, by its number
     * @param output told the lines of rank 0; of others the last lines are kept
     */
    List<Started> together(List<List<String>> commands, Output output) throws IOException;

    /** Starts one command line as soon as a machine has cores for it. */
    Started alone(List<String> command, Output output) throws IOException;

    /** Ends what still runs, at once, and leaves the cluster. */
    @Override
    void close() throws IOException;
}
