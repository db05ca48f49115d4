package dev.facet.data;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Reads the batches of consecutive steps ahead of the training loop, on its own thread, a few batches at most.
 *
 * <p>For one consumer. An interrupt of the consumer neither loses nor reorders batches; it stays pending. The reading
 * thread is never interrupted, because that could close a file that the data set reads from. Close this before the data
 * set.
 */
public final class Prefetch implements AutoCloseable {
    /**
     * The images of a step.
     *
     * @param pixels as {@link Batches#read} writes them
     * @param indices their indices in the data set
     */
    public record Batch(byte[] pixels, int[] indices) {}

    private final Batches batches;
    private final Thread reader;

    // All guarded by this.
    private final Deque<Batch> ready = new ArrayDeque<>();
    private final Deque<Batch> free = new ArrayDeque<>();
    private @Nullable Batch lent;
    private @Nullable Throwable failure;
    private boolean closed;

    /**
     * Starts reading.
     *
     * @param batches must not be used by others any more
     * @param start the step whose batch {@link #next} gives first
     * @param depth how many batches are read ahead
     */
    public Prefetch(Batches batches, long start, int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("depth must be positive: " + depth);
        }
        this.batches = batches;
        for (int i = 0; i <= depth; i++) {
            free.add(new Batch(new byte[batches.bytes()], new int[batches.size()]));
        }
        reader = new Thread(() -> readFrom(start), "facet-prefetch");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * The next step's batch, valid until the next call. Waits until it is read.
     *
     * @throws RuntimeException the exception of the reading thread, also on every later call
     * @throws IllegalStateException if this is closed
     */
    public synchronized Batch next() {
        if (lent != null) {
            free.add(lent);
            lent = null;
            notifyAll();
        }
        waitWhile(() -> !closed && ready.isEmpty() && failure == null);
        if (closed) {
            throw new IllegalStateException("the prefetch is closed");
        }
        Batch batch = ready.poll();
        if (batch == null) {
            throw propagated();
        }
        lent = batch;
        return batch;
    }

    private RuntimeException propagated() {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException exception ? exception : new IllegalStateException(failure);
    }

    private void readFrom(long start) {
        try {
            for (long step = start; ; step++) {
                Batch target = takeFree();
                if (target == null) {
                    return;
                }
                batches.read(step, target.pixels());
                batches.indices(step, target.indices());
                synchronized (this) {
                    ready.add(target);
                    notifyAll();
                }
            }
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                failure = e;
                notifyAll();
            }
        }
    }

    private synchronized @Nullable Batch takeFree() {
        waitWhile(() -> !closed && free.isEmpty());
        return closed ? null : free.remove();
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    private synchronized void waitWhile(Condition condition) {
        boolean interrupted = false;
        while (condition.holds()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the thread and waits until it has finished the batch that it is reading. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
