package dev.facet.app.studio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the body of a request before the request is handled, without blocking a thread: a slow body occupies only its
 * connection. After the first {@value #GRACE_SECONDS} seconds a body must arrive at {@value #LEAST_RATE} bytes per
 * second or more, and within a minute. Its size is limited, with or without a stated length. The number of bodies that
 * are read at once and their memory are limited, too. Files of an upload go to disk instead of memory, as they come;
 * they may take as long as they arrive at that rate. Jetty's own {@code EagerContentHandler} is similar, but limits
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
    private static final int MOST_FILES_AT_ONCE = 16;
    private static final String RECEIVED = "dev.facet.received";
    private static final Pattern FILE = Pattern.compile("/api/uploads/[^/]+/files");
    private static final Logger LOG = LoggerFactory.getLogger(Bodies.class);

    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger receiving = new AtomicInteger();
    private final @Nullable Uploads uploads;

    /** Bodies of requests; {@code uploads} is null if the server takes none. */
    Bodies(@Nullable Uploads uploads) {
        this.uploads = uploads;
    }

    /** The file that the body of a request was written to; null if it was none of an upload. */
    static Uploads.@Nullable Part received(HttpServletRequest request) {
        return (Uploads.Part) request.getAttribute(RECEIVED);
    }

    /** The number of bodies that are being read. */
    int reading() {
        return reading.get();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long length = request.getLength();
        if (uploads != null && isFile(request)) {
            receive(request, response, callback, uploads);
            return true;
        }
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
            new Reading(request, response, callback, new InMemory(most)).start();
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

    private static boolean isFile(Request request) {
        return request.getMethod().equals("PUT")
                && FILE.matcher(Request.getPathInContext(request)).matches();
    }

    private void receive(Request request, Response response, Callback callback, Uploads to) throws IOException {
        if (request.getLength() > to.room()) {
            noRoom(response, callback, to);
        } else if (receiving.incrementAndGet() > MOST_FILES_AT_ONCE) {
            receiving.decrementAndGet();
            busy(response, callback);
        } else {
            Sink sink;
            try {
                sink = new OnDisk(to.receive(), to);
            } catch (IOException e) {
                receiving.decrementAndGet();
                throw e;
            }
            reading.incrementAndGet();
            new Reading(request, response, callback, sink).start();
        }
    }

    private static void noRoom(Response response, Callback callback, Uploads to) {
        Refusal.write(
                response,
                callback,
                413,
                "the upload is too large: " + Uploads.megabytes(to.room()) + " of " + Uploads.megabytes(to.most())
                        + " MB for uploads are left. Remove earlier uploads, or start the studio with a larger"
                        + " --uploads, or put the data below the folder of --data");
    }

    /** Where the bytes of a body go. */
    private interface Sink {
        /** Takes some bytes, or else returns how to answer that there is no room. */
        @Nullable
        Runnable take(ByteBuffer bytes, Response response, Callback callback) throws IOException;

        /** The request with the body. */
        Request whole(Request request) throws IOException;

        /** The longest time that the body may take. */
        long mostSeconds();

        /** Forgets the bytes; may be called more than once. */
        void release();
    }

    private final class InMemory implements Sink {
        private final int most;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final AtomicLong taken = new AtomicLong();

        InMemory(int most) {
            this.most = most;
        }

        @Override
        public @Nullable Runnable take(ByteBuffer some, Response response, Callback callback) {
            int size = some.remaining();
            taken.addAndGet(size);
            boolean room = held.addAndGet(size) <= MOST_HELD;
            if (bytes.size() + size > most) {
                return () -> tooLarge(response, callback, most);
            }
            if (!room) {
                return () -> busy(response, callback);
            }
            byte[] copy = new byte[size];
            some.get(copy);
            bytes.writeBytes(copy);
            return null;
        }

        @Override
        public Request whole(Request request) {
            return new Whole(request, bytes.toByteArray());
        }

        @Override
        public long mostSeconds() {
            return MOST_SECONDS;
        }

        @Override
        public void release() {
            held.addAndGet(-taken.getAndSet(0));
        }
    }

    private final class OnDisk implements Sink {
        private final Uploads.Part part;
        private final Uploads to;
        private final FileChannel file;
        private volatile boolean released;

        OnDisk(Uploads.Part part, Uploads to) throws IOException {
            this.part = part;
            this.to = to;
            file = FileChannel.open(part.file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public @Nullable Runnable take(ByteBuffer some, Response response, Callback callback) throws IOException {
            if (!part.grow(some.remaining())) {
                return () -> noRoom(response, callback, to);
            }
            while (some.hasRemaining()) {
                file.write(some);
            }
            return null;
        }

        @Override
        public Request whole(Request request) throws IOException {
            file.close();
            Whole whole = new Whole(request, new byte[0]);
            whole.setAttribute(RECEIVED, part);
            return whole;
        }

        @Override
        public long mostSeconds() {
            return Long.MAX_VALUE / 2000;
        }

        @Override
        public void release() {
            if (!released) {
                released = true;
                receiving.decrementAndGet();
                try {
                    file.close();
                } catch (IOException e) {
                    LOG.warn("{} cannot be closed: {}", part.file(), e.getMessage());
                }
                part.close();
            }
        }
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
        private final Sink sink;
        private final long start = NanoTime.now();
        private final AtomicLong received = new AtomicLong();
        private volatile Scheduler.@Nullable Task timer;
        private volatile boolean over;

        Reading(Request request, Response response, Callback callback, Sink sink) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.sink = sink;
        }

        void start() {
            checkPace();
            run();
        }

        /** Ends the request if the body is too slow; else schedules the next check. */
        private void checkPace() {
            long allowed = Math.min(
                    TimeUnit.SECONDS.toMillis(sink.mostSeconds()),
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
                    sink.release();
                    failed(chunk.getFailure());
                    return;
                }
                received.addAndGet(chunk.remaining());
                boolean last = chunk.isLast();
                Runnable refusal;
                try {
                    refusal = sink.take(chunk.getByteBuffer(), response, callback);
                } catch (IOException e) {
                    LOG.error("a file that was uploaded cannot be written", e);
                    refusal = () -> Refusal.write(
                            response, callback, 507, "the file cannot be written here; is the disk full?");
                } finally {
                    chunk.release();
                }
                if (refusal != null) {
                    end();
                    sink.release();
                    refusal.run();
                    return;
                }
                if (last) {
                    end();
                    request.getContext().execute(this::answer);
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

        /** Answers that the body was too slow. If the client is gone instead, nobody receives the answer. */
        private void failed(Throwable failure) {
            if (failure instanceof TimeoutException) {
                Refusal.write(
                        response,
                        callback,
                        408,
                        "the body came too slowly: wanted " + LEAST_RATE + " bytes per second"
                                + (sink instanceof InMemory ? ", and all of it in " + MOST_SECONDS + " s" : ""));
            } else {
                callback.failed(failure);
            }
        }

        private void answer() {
            Callback last = Callback.from(callback, sink::release);
            try {
                if (!Bodies.super.handle(sink.whole(request), response, last)) {
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
