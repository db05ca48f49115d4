package dev.facet.app.studio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request before the request is handled, without blocking a thread: a slow body occupies only its
 * connection. After the first {@value #GRACE_SECONDS} seconds a body must arrive at {@value #LEAST_RATE} bytes per
 * second or more, and within a minute. Its size is limited, with or without a stated length. The number of bodies that
 * are read at once and their memory are limited, too. Jetty's own {@code EagerContentHandler} is similar, but limits
 * neither time nor number.
 */
final class Bodies extends Handler.Wrapper {
    /** Greatest size of a picture in bytes. */
    static final int MOST_BYTES = 10 << 20;

    /** Greatest size of any other body in bytes. */
    static final int MOST_JSON = 256 << 10;

    private static final int LEAST_RATE = 16 << 10;
    private static final int GRACE_SECONDS = 10;
    private static final int MOST_SECONDS = 60;
    private static final int MOST_AT_ONCE = 2000;
    private static final long MOST_HELD = 64 << 20;

    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicLong held = new AtomicLong();

    /** The number of bodies that are being read. */
    int reading() {
        return reading.get();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long length = request.getLength();
        if (length == 0 || (length < 0 && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING))) {
            return super.handle(request, response, callback);
        }
        int most = most(request);
        if (length > most) {
            tooLarge(response, callback, most);
        } else if (reading.incrementAndGet() > MOST_AT_ONCE) {
            reading.decrementAndGet();
            busy(response, callback);
        } else {
            new Reading(request, response, callback, most).start();
        }
        return true;
    }

    /**
     * The size limit: only one kind of request takes pictures; all others take JSON, whatever their content type says.
     */
    private static int most(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        boolean json = type == null || type.toLowerCase(Locale.ROOT).startsWith("application/json");
        return !json && Request.getPathInContext(request).endsWith("/encode") ? MOST_BYTES : MOST_JSON;
    }

    private static void tooLarge(Response response, Callback callback, int most) {
        Refusal.write(response, callback, 413, "the body is too large: at most " + most + " bytes are read");
    }

    private static void busy(Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, Busy.RETRY_AFTER_SECONDS);
        Refusal.write(response, callback, 429, String.valueOf(new Busy().getMessage()));
    }

    /** A body that is being read. Jetty calls {@link #run} whenever there are bytes to read, one call at a time. */
    private final class Reading implements Runnable {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final int most;
        private final long start = NanoTime.now();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final AtomicLong received = new AtomicLong();
        private volatile Scheduler.@Nullable Task timer;
        private volatile boolean over;

        Reading(Request request, Response response, Callback callback, int most) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.most = most;
        }

        void start() {
            checkPace();
            run();
        }

        /** Ends the request if the body is too slow; else schedules the next check. */
        private void checkPace() {
            long allowed = Math.min(
                    TimeUnit.SECONDS.toMillis(MOST_SECONDS),
                    TimeUnit.SECONDS.toMillis(GRACE_SECONDS) + 1000 * received.get() / LEAST_RATE);
            long left = allowed - NanoTime.millisSince(start);
            if (over) {
                return;
            }
            if (left <= 0) {
                request.fail(new TimeoutException("the body came too slowly"));
            } else {
                timer = request.getComponents().getScheduler().schedule(this::checkPace, left, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    end();
                    release();
                    failed(chunk.getFailure());
                    return;
                }
                int size = chunk.remaining();
                boolean fits = bytes.size() + size <= most;
                boolean room = held.addAndGet(size) <= MOST_HELD;
                received.addAndGet(size);
                if (fits && room) {
                    byte[] some = new byte[size];
                    chunk.getByteBuffer().get(some);
                    bytes.writeBytes(some);
                }
                boolean last = chunk.isLast();
                chunk.release();
                if (!fits || !room || last) {
                    end();
                    if (!fits || !room) {
                        release();
                    }
                    if (!fits) {
                        tooLarge(response, callback, most);
                    } else if (!room) {
                        busy(response, callback);
                    } else {
                        request.getContext().execute(this::answer);
                    }
                    return;
                }
            }
        }

        private void end() {
            over = true;
            Scheduler.Task last = timer;
            if (last != null) {
                last.cancel();
            }
            reading.decrementAndGet();
        }

        private void release() {
            held.addAndGet(-received.get());
        }

        /** Answers that the body was too slow. If the client is gone instead, nobody receives the answer. */
        private void failed(Throwable failure) {
            if (failure instanceof TimeoutException) {
                Refusal.write(
                        response,
                        callback,
                        408,
                        "the body came too slowly: wanted " + LEAST_RATE + " bytes per second, and all of it in "
                                + MOST_SECONDS + " s");
            } else {
                callback.failed(failure);
            }
        }

        private void answer() {
            Whole whole = new Whole(request, bytes.toByteArray());
            Callback last = Callback.from(callback, this::release);
            try {
                if (!Bodies.super.handle(whole, response, last)) {
                    Response.writeError(request, response, last, 404);
                }
            } catch (Throwable t) {
                Response.writeError(request, response, last, t);
            }
        }
    }

    /** A request whose body has been read. */
    private static final class Whole extends Request.Wrapper {
        private final Content.Source body;
        private final int length;

        Whole(Request request, byte[] bytes) {
            super(request);
            this.body = Content.Source.from(ByteBuffer.wrap(bytes));
            this.length = bytes.length;
        }

        @Override
        public long getLength() {
            return length;
        }

        @Override
        public Content.Chunk read() {
            return body.read();
        }

        @Override
        public void demand(Runnable demandCallback) {
            body.demand(demandCallback);
        }

        @Override
        public boolean rewind() {
            return body.rewind();
        }
    }
}
