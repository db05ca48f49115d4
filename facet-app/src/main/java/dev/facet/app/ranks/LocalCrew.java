package dev.facet.app.ranks;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.facet.app.launch.Invocation;
import dev.facet.app.launch.JavaProcess;
import dev.facet.app.launch.LocalProcess;
import dev.facet.app.launch.Started;
import dev.facet.format.Folders;

/**
 * Ranks as processes of this machine, which end when this one does. Rank 0 speaks to the user; what others say is kept,
 * for the case that they fail.
 */
final class LocalCrew implements Crew {
    private final Path own;
    private final PrintWriter out;
    private int attempts;

    /** @param out what rank 0 says on standard output; its standard error is that of this process */
    LocalCrew(PrintWriter out) throws IOException {
        this.own = Files.createTempDirectory("facet-ranks");
        this.out = out;
    }

    @Override
    public Path folder() {
        return own;
    }

    @Override
    public List<Started> start(List<List<String>> commands) throws IOException {
        Path meeting = own.resolve("meeting-" + attempts);
        attempts++;
        List<Started> started = new ArrayList<>();
        try {
            for (int rank = 0; rank < commands.size(); rank++) {
                List<String> arguments = new ArrayList<>(commands.get(rank));
                arguments.addAll(List.of("--meet", meeting.toString()));
                arguments.addAll(
                        List.of("--supervisor", "" + ProcessHandle.current().pid()));
                started.add(start(rank, arguments));
            }
        } catch (IOException e) {
            started.forEach(Started::kill);
            throw e;
        }
        return started;
    }

    private Started start(int rank, List<String> arguments) throws IOException {
        ProcessBuilder builder = JavaProcess.of(Invocation.MAIN, arguments);
        if (rank > 0) {
            return LocalProcess.start(builder, null, null);
        }
        if (Boolean.getBoolean("facet.terminal")) {
            builder.command().add(1, "-Dfacet.terminal=true");
        }
        builder.redirectError(Redirect.INHERIT);
        return LocalProcess.start(builder, line -> Supervisor.pass(out, line), null);
    }

    @Override
    public Optional<String> cluster() {
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        Folders.delete(own);
    }
}
