package dev.facet.data.picture;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

import dev.facet.config.UsageException;
import dev.facet.format.MemoryException;

/**
 * Runs a task per file on all cores and hands on the results in the files' order, in bounded memory: results wait for
 * their turn in a short queue, and tasks say beforehand how much memory they take. One caller at a time; the caller
 * closes it.
 */
final class Workers implements AutoCloseable {
    private static final int MEBIBYTE = 1 << 20;

    private final int threads = Runtime.getRuntime().availableProcessors();
    private final int budget =
            (int) Math.min(1 << 20, Math.max(64, Runtime.getRuntime().maxMemory() / 2 / MEBIBYTE));
    private final Semaphore memory = new Semaphore(budget, true);
    private final ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
        Thread thread = new Thread(task, "facet-images");
        thread.setDaemon(true);
        return thread;
    });

    /** What is done with a result, on the caller's thread. */
    @FunctionalInterface
    interface Sink<T> {
        void accept(T result) throws IOException;
    }

    /** What a task does once it may use the memory it asked for. */
    @FunctionalInterface
    interface Task<T, E extends Exception> {
        T run() throws E;
    }

    /** Does {@code work} on every item; what it throws, unchecked, ends all. */
    <S, T> void inOrder(List<S> items, Function<S, T> work, Sink<T> sink) throws IOException {
        Deque<Future<T>> pending = new ArrayDeque<>();
        try {
            for (S item : items) {
                pending.add(pool.submit(() -> work.apply(item)));
                if (pending.size() >= 4 * threads) {
                    sink.accept(result(pending.remove()));
                }
            }
            while (!pending.isEmpty()) {
                sink.accept(result(pending.remove()));
            }
        } finally {
            pending.forEach(task -> task.cancel(false));
        }
    }

    /**
     * Runs {@code task} when {@code bytes} of memory are to be had; all there is, if that is less.
     *
     * @param file what the memory is for
     * @throws UsageException if Java has too little memory for this file
     */
    <T, E extends Exception> T withMemory(Path file, long bytes, Task<T, E> task) throws E {
        int permits = (int) Math.min(budget, bytes / MEBIBYTE + 1);
        memory.acquireUninterruptibly(permits);
        try {
            return task.run();
        } catch (OutOfMemoryError e) {
            throw new UsageException(
                    MemoryException.of(file, bytes, "remove the file").getMessage() + ".", e);
        } finally {
            memory.release(permits);
        }
    }

    private static <T> T result(Future<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while reading images").initCause(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
