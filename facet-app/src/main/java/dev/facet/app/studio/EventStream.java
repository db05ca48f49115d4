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
 * Server-sent events on their way to one client. Nobody waits for it: what is sent lies in a queue, from which it is
 * written when the connection takes it. Thread-safe.
 */
final class EventStream implements WriteListener {
    /** How long a client may leave what was sent to it unread, when its connection takes no more. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final AsyncContext connection;
    private final ServletOutputStream out;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private boolean open;
    private boolean unflushed;
    private long progress = System.nanoTime();

    /** Of a request that is answered asynchronously. */
    EventStream(AsyncContext connection) throws IOException {
        this.connection = connection;
        this.out = connection.getResponse().getOutputStream();
    }

    /** Begins; completes when the stream has ended. */
    CompletableFuture<@Nullable Void> start() {
        out.setWriteListener(this);
        return ended;
    }

    /**
     * Sends an event; {@code id} is what a client that comes back says it has seen, null for none. Both are single
     * lines.
     */
    void send(String event, String data, @Nullable String id) {
        StringBuilder text = new StringBuilder();
        if (id != null) {
            text.append("id: ").append(id).append('\n');
        }
        text.append("event: ").append(event).append("\ndata: ").append(data).append("\n\n");
        send(text.toString());
    }

    /** Sends something that is no event, by which a client that is gone is noticed. */
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

    /**
     * Whether all that was sent is on its way. Who has more to send waits for that, so that little lies in the queue.
     */
    synchronized boolean isIdle() {
        return queue.isEmpty() && !unflushed;
    }

    boolean hasEnded() {
        return ended.isDone();
    }

    /** Ends a stream whose client takes nothing. Returns whether it was one. */
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

    /** Ends it. */
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
