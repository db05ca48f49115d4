package dev.facet.app.ranks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Interruption;
import dev.facet.config.UsageException;
import dev.facet.torch.group.ProcessGroup;
import dev.facet.torch.group.RankException;
import dev.facet.torch.group.Rendezvous;

/** The options of training in several processes, and what a {@link Supervisor} tells each of them. */
@SuppressWarnings("NullAway.Init")
public final class Rank {
    private static final int MOST_RANKS = 1024;

    /** Time for rank 0, which may have lost the one that started it, too, to save and end all ranks. */
    private static final Duration LAST_ORDERS = Duration.ofSeconds(5);

    @Option(
            names = "--ranks",
            paramLabel = "N",
            defaultValue = "1",
            description = "Train in N processes of this machine, which divide each batch and the threads, or of a"
                    + " cluster (--spark). The result is that of one process, to within rounding. Default:"
                    + " ${DEFAULT-VALUE}.")
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

    @Option(
            names = "--meet-at",
            paramLabel = "HOST:PORT",
            hidden = true,
            description = "The address at which rank 0 listens, on all addresses of its machine.")
    private @Nullable String meetAt;

    @Option(names = "--own-address", hidden = true, description = "Where the other ranks reach this one.")
    private @Nullable String own;

    @Option(names = "--rank-threads", hidden = true, description = "The threads of this rank.")
    private @Nullable Integer threads;

    @Option(names = "--ends-with-input", hidden = true, description = "Save and end at the end of standard input.")
    private boolean endsWithInput;

    /** The number of processes. */
    public int ranks() {
        return ranks;
    }

    /** Whether several processes of this machine train. */
    public boolean isLocal() {
        return ranks > 1 && meetAt == null;
    }

    /** How long a rank waits for the others. */
    public Duration patience() {
        return Duration.ofSeconds(timeout);
    }

    /**
     * Whether this process starts the ranks.
     *
     * @param cluster whether they are on a cluster, where a single one may be, too
     */
    public boolean supervises(boolean cluster) {
        if (ranks < 1 || ranks > MOST_RANKS) {
            throw new UsageException(
                    "--ranks is " + ranks + "; it must be the number of processes, from 1 to " + MOST_RANKS + ".");
        }
        if (timeout < 2) {
            throw new UsageException("--rank-timeout is " + timeout + "; it must be 2 seconds or more.");
        }
        return (ranks > 1 || cluster) && rank == null;
    }

    /** Whether this process is a rank after the first. */
    public boolean follows() {
        return rank != null && rank > 0;
    }

    /**
     * From now on, this process ends with the one that started it, if it was told so. What saves, saves first. Others
     * wait a moment for it, and are gone then.
     */
    public void watch() {
        if (!endsWithInput) {
            return;
        }
        Thread watch = new Thread(
                () -> {
                    awaitEndOfInput();
                    if (follows()) {
                        sleep(LAST_ORDERS);
                        Runtime.getRuntime().halt(ExitCodes.RANK_LOST);
                    }
                    System.exit(ExitCodes.INTERRUPTED); // as a signal does
                },
                "end of input");
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitEndOfInput() {
        try {
            int read = 0;
            while (read >= 0) {
                read = System.in.read();
            }
        } catch (IOException e) {
            // no input is the end of it
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The group of this process, if it is one of several. Ends the process when its supervisor ends. */
    public Optional<ProcessGroup> join(Interruption interruption) {
        if (rank == null || meet == null && meetAt == null) {
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
        Rendezvous at =
                meet != null ? Rendezvous.local(meet, rank, ranks, patience()) : network(String.valueOf(meetAt), rank);
        return Optional.of(join(threads == null ? at : at.withThreads(threads)));
    }

    /** Who starts ranks with an address has asked for open ports. */
    private Rendezvous network(String address, int number) {
        int colon = address.lastIndexOf(':');
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            String host = address.substring(0, Math.max(0, colon));
            return Rendezvous.network(host, port, own == null ? host : own, number, ranks, patience(), true);
        } catch (NumberFormatException e) {
            throw new UsageException("--meet-at is '" + address + "'; wanted the address and port of rank 0, such as"
                    + " 10.0.0.4:40000.");
        }
    }

    /** A port that somebody else has taken in between is no mistake of the user: another one is tried. */
    private ProcessGroup join(Rendezvous at) {
        try {
            return ProcessGroup.join(at);
        } catch (UsageException e) {
            throw at.file() != null ? e : new RankException(String.valueOf(e.getMessage()), e);
        }
    }
}
