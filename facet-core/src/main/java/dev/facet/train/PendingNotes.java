package dev.facet.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

import dev.facet.method.game.Notes;
import dev.facet.train.TrainingStep.Diverged;

/**
 * What steps noted, until it is read. On a CPU that is after each step; on a GPU it is when statistics are due or a
 * checkpoint is, since reading waits for the device. Losses are guarded as they are read: what a loss that is no number
 * let through is undone with the steps since the last checkpoint. Holds native memory.
 */
final class PendingNotes implements AutoCloseable {
    private record Pending(long step, Notes notes) {}

    /** Told what a step noted, in the order of the steps. */
    interface Reader {
        void read(long step, Map<String, Double> statistics);
    }

    private final Deque<Pending> pending = new ArrayDeque<>();

    /** Takes over the notes of a step. */
    void add(long step, Notes notes) {
        pending.add(new Pending(step, notes));
    }

    /**
     * Reads the notes, or those that need no waiting where {@code all} is not asked for.
     *
     * @throws Diverged if a loss is not finite or too large
     */
    void read(boolean all, Reader reader) throws Diverged {
        while (!pending.isEmpty() && (all || !pending.element().notes().areWaiting())) {
            Pending next = pending.remove();
            Map<String, Double> statistics = TrainingStep.guarded(next.step(), next.notes());
            reader.read(next.step(), statistics);
        }
    }

    @Override
    public void close() {
        pending.forEach(next -> next.notes().forget());
        pending.clear();
    }
}
