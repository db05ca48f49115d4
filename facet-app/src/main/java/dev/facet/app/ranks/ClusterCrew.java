package dev.facet.app.ranks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.facet.app.cluster.Workers;
import dev.facet.app.launch.Output;
import dev.facet.app.launch.Started;

/** Ranks on the machines of a cluster. What rank 0 says is passed on. */
final class ClusterCrew implements Crew {
    private final Workers workers;
    private final Output output;

    ClusterCrew(Workers workers, PrintWriter out, PrintWriter err) {
        this.workers = workers;
        this.output = new Output() {
            @Override
            public void out(String line) {
                Supervisor.pass(out, line);
            }

            @Override
            public void err(String line) {
                Supervisor.pass(err, line);
            }
        };
    }

    @Override
    public Path folder() {
        return workers.folder();
    }

    @Override
    public List<Started> start(List<List<String>> commands) throws IOException {
        return workers.together(commands, output);
    }

    @Override
    public Optional<String> cluster() {
        return Optional.of(workers.master());
    }

    @Override
    public void close() throws IOException {
        workers.close();
    }
}
