package dev.facet.torch.group;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.facet.config.UsageException;

/**
 * Where the ranks of a run find each other.
 *
 * @param file a file that all ranks see, on one machine; no port is opened for it. Null for an address
 * @param host the address of rank 0, if there is no file
 * @param port the port on which rank 0 listens, if there is no file
 * @param own this rank's own address, on which the others reach it
 * @param rank number of this rank, from 0
 * @param size number of ranks
 * @param patience how long a rank waits for the others before it gives up
 * @param threads the threads of this rank; 0 if the ranks of a machine divide its threads
 */
public record Rendezvous(
        @Nullable Path file, String host, int port, String own, int rank, int size, Duration patience, int threads) {
    /** The address of ranks on one machine. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final int MOST_PORTS = 65_535;

    public Rendezvous {
        if (size < 1 || rank < 0 || rank >= size) {
            throw new UsageException("rank " + rank + " of " + size + " does not exist: ranks are numbered from 0 to "
                    + (size - 1) + ".");
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new UsageException("ranks must wait for each other for some time; the limit is " + patience + ".");
        }
    }

    /** Ranks on this machine: they meet at a new file, and use the loopback address only. */
    public static Rendezvous local(Path file, int rank, int size, Duration patience) {
        return new Rendezvous(file, "", 0, LOOPBACK, rank, size, patience, 0);
    }

    /**
     * Ranks on several machines, or processes that share no folder. Rank 0 listens on {@code port} of <em>all</em> its
     * addresses, since libtorch's store knows no other way. Whoever reaches the ports of ranks can change what is
     * trained: nothing is encrypted, nobody is asked who they are.
     *
     * @param host the address of rank 0, as all ranks reach it
     * @param own this rank's address, as the others reach it
     * @param open whether the caller asks for ports that other machines reach
     * @throws UsageException if not, or if an address is unknown
     */
    public static Rendezvous network(
            String host, int port, String own, int rank, int size, Duration patience, boolean open) {
        if (port < 1 || port > MOST_PORTS) {
            throw new UsageException("port " + port + " does not exist; take one from 1 to " + MOST_PORTS + ".");
        }
        known(host);
        known(own);
        if (!open) {
            throw new UsageException(
                    "ranks that meet at " + host + ":" + port + " open ports that other machines reach,"
                            + " without encryption or passwords. On a network that you trust, say that this is wanted"
                            + " (`open`); on one machine, let the ranks meet at a file.");
        }
        return new Rendezvous(null, host, port, own, rank, size, patience, 0);
    }

    /** The same place, for a rank with a number of threads of its own. */
    public Rendezvous withThreads(int own) {
        if (own < 1) {
            throw new UsageException("a rank has 1 thread at least; " + own + " were wanted.");
        }
        return new Rendezvous(file, host, port, this.own, rank, size, patience, own);
    }

    private static void known(String host) {
        try {
            InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new UsageException("the address '" + host + "' of a rank is unknown on this machine. Name it as the"
                    + " others reach it, for instance by its IP address.");
        }
    }

    /** The place in words. */
    String place() {
        return file != null ? file.toString() : host + ":" + port;
    }
}
