package dev.facet.data.known;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * Watches a stream that is being read, and closes it if nothing has arrived for too long. The reader, blocked in {@code
 * read}, then gets an IOException. The reader calls {@link #moved} for data that arrived, and closes this when done.
 */
final class Stall implements AutoCloseable {
    private final Closeable watched;
    private final long limit;
    private final Thread thread;
    private volatile long last = System.nanoTime();
    private volatile boolean found;

    Stall(Closeable watched, Duration limit) {
        this.watched = watched;
        this.limit = limit.toNanos();
        this.thread = new Thread(this::watch, "facet-download-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Notes that data arrived. */
    void moved() {
        last = System.nanoTime();
    }

    /** Whether the stream was closed because nothing arrived. */
    boolean found() {
        return found;
    }

    private void watch() {
        try {
            for (long left = limit; left > 0; left = last + limit - System.nanoTime()) {
                Thread.sleep(left / 1_000_000 + 1);
            }
            found = true;
            watched.close();
        } catch (InterruptedException e) {
            // The reader is done.
        } catch (IOException e) {
            // Closing only wakes the reader.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
