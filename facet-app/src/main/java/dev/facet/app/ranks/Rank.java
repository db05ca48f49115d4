package dev.facet.app.ranks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Interruption;
import dev.facet.config.UsageException;
import dev.facet.torch.group.Gloo;
import dev.facet.torch.group.Rendezvous;

/** The options of training in several processes, and what a {@link Supervisor} tells each of them. */
@SuppressWarnings("NullAway.Init")
public final class Rank {
    private static final int MOST_RANKS = 1024;

    @Option(
            names = "--ranks",
            paramLabel = "N",
            defaultValue = "1",
            description = "Train in N processes of this machine, which divide each batch and the threads. The result is"
                    + " that of one process, to within rounding. Default: ${DEFAULT-VALUE}.")
    private int ranks;

    @Option(
            names = "--rank-timeout",
            paramLabel = "S",
            defaultValue = "300",
            description = "With --ranks: end if one process keeps the others waiting for S seconds, and go on from the"
                    + " newest checkpoint. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Option(names = "--rank", hidden = true, description = "The number of this process; started by the first one.")
    private @Nullable Integer rank;

    @Option(names = "--meet", hidden = true, description = "The file at which the ranks meet.")
    private @Nullable Path meet;

    @Option(names = "--supervisor", hidden = true, description = "The process that started this one.")
    private @Nullable Long supervisor;

    /** The number of processes. */
    public int ranks() {
        return ranks;
    }

    /** How long a rank waits for the others. */
    public Duration patience() {
        return Duration.ofSeconds(timeout);
    }

    /** Whether this process starts the ranks. */
    public boolean supervises() {
        if (ranks < 1 || ranks > MOST_RANKS) {
            throw new UsageException(
                    "--ranks is " + ranks + "; it must be the number of processes, from 1 to " + MOST_RANKS + ".");
        }
        if (timeout < 2) {
            throw new UsageException("--rank-timeout is " + timeout + "; it must be 2 seconds or more.");
        }
        return ranks > 1 && rank == null;
    }

    /** Whether this process is a rank after the first. */
    public boolean follows() {
        return rank != null && rank > 0;
    }

    /** The group of this process, if it is one of several. Ends the process when its supervisor ends. */
    public Optional<Gloo> join(Interruption interruption) {
        if (rank == null || meet == null) {
            return Optional.empty();
        }
        if (supervisor != null) {
            ProcessHandle.of(supervisor)
                    .orElseThrow(
                            () -> new UsageException("the process " + supervisor + " that started this rank is gone."))
                    .onExit()
                    .thenRun(() -> System.exit(ExitCodes.INTERRUPTED)); // as a signal does: rank 0 saves first
        }
        if (rank > 0) {
            interruption.arm(); // Ctrl-C reaches all processes; rank 0 says when to end
        }
        return Optional.of(Gloo.join(Rendezvous.local(meet, rank, ranks, patience())));
    }
}
