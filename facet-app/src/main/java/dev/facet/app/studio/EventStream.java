package dev.facet.app.studio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

/**
 * A stream of server-sent events to one client. Sending does not block: events are queued, and written when the
 * connection accepts them. Thread-safe.
 */
final class EventStream implements WriteListener {
    /** How long a client may read nothing while its connection accepts no more bytes. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final AsyncContext connection;
    private final ServletOutputStream out;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private boolean open;
    private boolean unflushed;
    private long progress = System.nanoTime();

    /** A stream that answers an asynchronous request. */
    EventStream(AsyncContext connection) throws IOException {
        this.connection = connection;
        this.out = connection.getResponse().getOutputStream();
    }

    /** Starts the stream; the future completes when the stream has ended. */
    CompletableFuture<@Nullable Void> start() {
        out.setWriteListener(this);
        return ended;
    }

    /**
     * Sends an event. A client that reconnects sends the last {@code id} it has received; null for no id. Data and id
     * are single lines.
     */
    void send(String event, String data, @Nullable String id) {
        StringBuilder text = new StringBuilder();
        if (id != null) {
            text.append("id: ").append(id).append('\n');
        }
        text.append("event: ").append(event).append("\ndata: ").append(data).append("\n\n");
        send(text.toString());
    }

    /** Sends a comment, which detects a client that is gone. */
    void comment(String text) {
        send(": " + text + "\n");
    }

    private void send(String text) {
        synchronized (this) {
            if (isIdle()) {
                progress = System.nanoTime();
            }
            queue.add(text.getBytes(StandardCharsets.UTF_8));
        }
        write();
    }

    /** Whether the queue is empty. Senders of long data wait for this, so that the queue stays short. */
    synchronized boolean isIdle() {
        return queue.isEmpty() && !unflushed;
    }

    boolean hasEnded() {
        return ended.isDone();
    }

    /** Ends the stream if its client has stopped reading. Returns whether it did. */
    boolean dropIfStuck() {
        synchronized (this) {
            if (isIdle() || System.nanoTime() - progress < PATIENCE) {
                return false;
            }
        }
        ServletContextRequest.getServletContextRequest(connection.getRequest())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
        end();
        return true;
    }

    /** Ends the stream. */
    void end() {
        ended.complete(null);
    }

    private synchronized void write() {
        try {
            while (open && !ended.isDone() && out.isReady()) {
                progress = System.nanoTime();
                byte[] next = queue.poll();
                if (next != null) {
                    unflushed = true;
                    out.write(next);
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else {
                    return;
                }
            }
        } catch (IOException | IllegalStateException gone) {
            end();
        }
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            open = true;
        }
        write();
    }

    @Override
    public void onError(Throwable gone) {
        end();
    }
}
