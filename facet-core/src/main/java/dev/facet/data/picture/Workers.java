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
 * Runs a task per file on all cores and passes the results on in the order of the files. Memory is bounded: results
 * wait in a short queue, and tasks reserve their memory beforehand. One caller at a time; the caller closes it.
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

    /** Receives results on the caller's thread. */
    @FunctionalInterface
    interface Sink<T> {
        void accept(T result) throws IOException;
    }

    /** The part of a task that needs the reserved memory. */
    @FunctionalInterface
    interface Task<T, E extends Exception> {
        T run() throws E;
    }

    /** Applies {@code work} to every item; an unchecked exception ends all work. */
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
     * Runs {@code task} when {@code bytes} of memory are free, or when all memory is free if that is less.
     *
     * @param file the file that needs the memory
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
