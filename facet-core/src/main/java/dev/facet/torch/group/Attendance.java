package dev.facet.torch.group;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.StringVector;

/**
 * Which rank has come how far. Each rank counts its calls of the group's methods, and writes the count to the store
 * from time to time. A rank that is lost or hangs has the lowest count: all others wait for it in the next call.
 * Thread-safe.
 */
final class Attendance implements AutoCloseable {
    private static final Duration LONGEST_BETWEEN = Duration.ofSeconds(2);
    private static final Duration SHORTEST_BETWEEN = Duration.ofSeconds(1);
    /** So many times is the count written within the time that ranks wait for each other. */
    private static final int WRITTEN = 20;

    private final Store store;
    private final Rendezvous at;
    private final Duration between;
    private final AtomicLong calls = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    Attendance(Store store, Rendezvous at) {
        this.store = store;
        this.at = at;
        Duration part = at.patience().dividedBy(WRITTEN);
        between = part.compareTo(LONGEST_BETWEEN) > 0
                ? LONGEST_BETWEEN
                : part.compareTo(SHORTEST_BETWEEN) < 0 ? SHORTEST_BETWEEN : part;
        write();
        writer = new Thread(this::keepWriting, "facet-attendance");
        writer.setDaemon(true);
        writer.start();
    }

    /** Counts a call of this rank. */
    void come() {
        calls.incrementAndGet();
    }

    private void keepWriting() {
        while (!closed) {
            try {
                Thread.sleep(between.toMillis());
            } catch (InterruptedException e) {
                return;
            }
            write();
        }
    }

    private void write() {
        try (PointerScope scope = new PointerScope()) {
            if (!closed) {
                store.set(
                        key(at.rank()),
                        calls.get() + " " + ProcessHandle.current().pid());
            }
        } catch (RuntimeException e) {
            // rank 0, which holds the store, is lost; the next call of the group finds that out
        }
    }

    /** The ranks that have not come to the meeting yet, in words. */
    String missing() {
        List<String> missing = new ArrayList<>();
        try {
            for (int rank = 0; rank < at.size(); rank++) {
                if (!isWritten(rank)) {
                    missing.add("rank " + rank + " has not come");
                }
            }
        } catch (RuntimeException e) {
            return "rank 0 is lost";
        }
        return missing.isEmpty() ? "all have come, but not all can connect to each other" : String.join(", ", missing);
    }

    /**
     * Which rank keeps the others waiting, in words. Waits until the others have written their counts.
     *
     * @param waited how long this rank has waited: less than ranks wait for each other if a connection has ended
     */
    String blame(Duration waited) {
        write();
        try {
            Thread.sleep(between.plus(between.dividedBy(2)).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long mine = calls.get();
        List<String> late = new ArrayList<>();
        try (PointerScope scope = new PointerScope()) {
            for (int rank = 0; rank < at.size(); rank++) {
                String[] count = isWritten(rank)
                        ? new String(store.get(key(rank)).get(), java.nio.charset.StandardCharsets.UTF_8).split(" ")
                        : new String[] {"0", "?"};
                if (rank != at.rank() && Long.parseLong(count[0]) < mine) {
                    late.add("rank " + rank + " (process " + count[1] + ")");
                }
            }
        } catch (RuntimeException e) {
            late = List.of("rank 0");
        }
        String who = late.isEmpty() ? "another rank" : String.join(" and ", late);
        String what = waited.compareTo(at.patience().multipliedBy(9).dividedBy(10)) < 0
                ? late.size() > 1 ? " are lost" : " is lost"
                : (late.size() > 1 ? " hang" : " hangs") + ": rank " + at.rank() + " has waited "
                        + at.patience().toSeconds() + " s";
        return who + " of " + at.size() + what + ". All ranks end; the run goes on from its newest checkpoint.";
    }

    private boolean isWritten(int rank) {
        try (PointerScope scope = new PointerScope()) {
            return store.check(new StringVector(key(rank)));
        }
    }

    private static String key(int rank) {
        return "attendance/" + rank;
    }

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
