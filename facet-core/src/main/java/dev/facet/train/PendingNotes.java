package dev.facet.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

import dev.facet.method.game.Notes;
import dev.facet.train.TrainingStep.Diverged;

/**
 * The notes of steps that have not been read yet. On a CPU, notes are read after each step. On a GPU, reading waits for
 * the device, so notes are read only when statistics or a checkpoint are due. Losses are checked when they are read. If
 * a loss has diverged, training goes back to the last checkpoint, which undoes the steps since then. Holds native
 * memory.
 */
final class PendingNotes implements AutoCloseable {
    private record Pending(long step, Notes notes) {}

    /** Receives the notes of steps, in the order of the steps. */
    interface Reader {
        void read(long step, Map<String, Double> statistics);
    }

    private final Deque<Pending> pending = new ArrayDeque<>();

    /** Adds the notes of a step, and takes ownership of them. */
    void add(long step, Notes notes) {
        pending.add(new Pending(step, notes));
    }

    /**
     * Reads all notes; if {@code all} is false, stops at the first that the device has not computed yet.
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
