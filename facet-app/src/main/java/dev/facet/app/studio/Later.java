package dev.facet.app.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work that takes longer than a request should, one piece after the other. A request waits for a while; then it is told
 * to ask again, and the work goes on. Whoever asks again gets the result, once. Thread-safe.
 *
 * @param <T> what the work gives
 */
final class Later<T> implements AutoCloseable {
    private static final int MOST = 8;

    /** Time after which a result that nobody came back for is out of date. */
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String what;
    private final long patienceMillis;
    private final Map<String, Work<T>> asked = new LinkedHashMap<>();
    private final ExecutorService worker;

    /** Work, and when somebody last asked for it. */
    private static final class Work<T> {
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private long last = System.nanoTime();

        boolean isOld() {
            return result.isDone() && System.nanoTime() - last > KEPT_NANOS;
        }
    }

    /**
     * No work yet.
     *
     * @param what what is under way, for the message of a request that has waited long enough
     */
    Later(String what, long patienceMillis) {
        this.what = what;
        this.patienceMillis = patienceMillis;
        worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, what);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * The result of {@code work}, which begins unless work with this key is under way.
     *
     * @throws Busy if it is not there yet, or too much else is
     */
    T ask(String key, Callable<T> work) throws IOException {
        CompletableFuture<T> result = begin(key, work);
        boolean ended = true;
        try {
            return result.get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            ended = false;
            throw new Busy(what + " takes longer; ask again for the result", Busy.RETRY_AFTER_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy();
        } catch (ExecutionException e) {
            throw thrown(e.getCause() == null ? e : e.getCause());
        } finally {
            if (ended) {
                forget(key, result);
            }
        }
    }

    private synchronized CompletableFuture<T> begin(String key, Callable<T> work) {
        asked.values().removeIf(Work::isOld);
        Work<T> before = asked.get(key);
        if (before != null) {
            before.last = System.nanoTime();
            return before.result;
        }
        if (asked.size() >= MOST) {
            throw new Busy();
        }
        Work<T> begun = new Work<>();
        asked.put(key, begun);
        worker.execute(() -> {
            try {
                begun.result.complete(work.call());
            } catch (Throwable t) {
                begun.result.completeExceptionally(t); // the request throws it
            }
        });
        return begun.result;
    }

    private synchronized void forget(String key, CompletableFuture<T> result) {
        Work<T> known = asked.get(key);
        if (known != null && known.result == result) {
            asked.remove(key);
        }
    }

    private static RuntimeException thrown(Throwable cause) throws IOException {
        if (cause instanceof IOException io) {
            throw io;
        }
        if (cause instanceof UncheckedIOException io) {
            throw new IOException(io.getMessage(), io);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
