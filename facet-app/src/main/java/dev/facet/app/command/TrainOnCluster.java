package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import dev.facet.app.cluster.Cluster;
import dev.facet.app.cluster.ClusterOptions;
import dev.facet.app.cluster.Workers;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Interruption;
import dev.facet.app.ranks.Rank;
import dev.facet.app.ranks.Supervisor;
import dev.facet.config.RunConfig;
import dev.facet.data.source.DataSource;
import dev.facet.settings.ConfigWriter;

/**
 * Trains a run on the machines of a cluster. The settings are put together here, so that the machines need to see
 * nothing but the data and the folders of runs.
 */
record TrainOnCluster(ClusterOptions cluster, Rank rank, Interruption interruption, PrintWriter err) {
    /**
     * Trains to the end; returns the exit code.
     *
     * @param runs the folder for new runs
     * @param work what to do with the command line that starts the run
     */
    int train(
            TrainCommand.Start from,
            Path runs,
            RunConfig config,
            PrintWriter out,
            Function<List<String>, Supervisor.Work> work)
            throws IOException {
        List<Path> folders = new ArrayList<>();
        List<String> command = new ArrayList<>(List.of("train", "--ranks", String.valueOf(rank.ranks())));
        Path place = ClusterOptions.absolute(runs);
        if (from.resume != null) {
            Path run = ClusterOptions.absolute(from.resume);
            command.addAll(List.of("--resume", run.toString()));
            folders.add(run);
            place = run.getParent() == null ? run : run.getParent();
        } else {
            command.addAll(List.of("--out", place.toString()));
        }
        if (from.from != null) {
            Path run = ClusterOptions.absolute(from.from);
            command.addAll(List.of("--from", run.toString()));
            folders.add(run);
        }
        String data = DataSource.of(config.data().source());
        Workers workers = Cluster.load()
                .workers(
                        cluster.job(rank.ranks(), true, place, Set.of(data), folders),
                        line -> Supervisor.tell(err, line));
        Path settings = workers.folder().resolve("settings.yaml");
        try {
            Files.writeString(
                    settings, ConfigWriter.yaml(config.withData(config.data().withSource(data))));
        } catch (IOException e) {
            workers.close();
            throw e;
        }
        command.addAll(List.of("--settings", settings.toString()));
        if (rank.ranks() > 1 && !cluster.isLocal()) {
            Supervisor.tell(
                    err,
                    "ranks connect to each other on free ports of their machines, without encryption or passwords;"
                            + " rank 0 listens on all addresses of its machine. Use a network that you trust.");
        }
        int code = Supervisor.on(workers, rank.ranks(), rank.patience(), interruption, out, err)
                .train(work.apply(command));
        return code > ExitCodes.INTERRUPTED && interruption.requested() ? ExitCodes.INTERRUPTED : code;
    }
}
