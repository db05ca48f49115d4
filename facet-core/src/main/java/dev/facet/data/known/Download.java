package dev.facet.data.known;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.facet.data.Fingerprint;

/**
 * Fetches a file of known size and SHA-256 from the first of several servers that delivers it. Received bytes are kept
 * in {@code NAME.part}, where the next attempt, or the next run, continues. Only verified content gets the final name,
 * in one step. Servers are not trusted: no more than the known size is read, and a server that stops sending is given
 * up. Thread-safe; two fetches of one file, even by two processes, do not harm each other.
 */
public final class Download {
    /** Listens to the progress of a fetch, on the thread that fetches. */
    @FunctionalInterface
    public interface Listener {
        /** A listener that does nothing. */
        Listener NONE = (file, done, total) -> {};

        /** {@code done} of the {@code total} bytes of {@code file} have arrived. */
        void at(String file, long done, long total);
    }

    private static final int BUFFER_BYTES = 1 << 16;
    private static final String ELSEWHERE = "set FACET_CACHE to another folder";

    private final Duration stall;
    private final Duration pause;
    private final int rounds;

    /** Gives up a server after 30 seconds of silence, and tries every server three times. */
    public Download() {
        this(Duration.ofSeconds(30), Duration.ofSeconds(2), 3);
    }

    /**
     * @param stall how long a server may be silent
     * @param pause time between two rounds of all servers; it grows with each round
     * @param rounds how often each server is tried
     */
    public Download(Duration stall, Duration pause, int rounds) {
        this.stall = stall;
        this.pause = pause;
        this.rounds = rounds;
    }

    /**
     * Fetches {@code file} into {@code folder}, unless it is there already.
     *
     * @param places folders that offer the file, each ending in a slash, the best first
     * @return the path of the file
     * @throws IOException with every server that was tried, its answer, and what to do instead
     */
    Path fetch(RemoteFile file, List<URI> places, Path folder, Listener progress) throws IOException {
        Path target = folder.resolve(file.name());
        Path part = folder.resolve(file.name() + ".part");
        if (Files.exists(target)) {
            return target;
        }
        prepare(file, folder, part);
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(stall)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        Set<String> answers = new LinkedHashSet<>();
        List<URI> left = new ArrayList<>(places);
        for (int round = 0; round < rounds && !left.isEmpty(); round++) {
            sleep(pause.multipliedBy(round));
            for (URI place : List.copyOf(left)) {
                URI from = place.resolve(file.name());
                try {
                    attempt(client, file, from, part, target, progress);
                    return target;
                } catch (Refused e) {
                    answers.add(from + " – " + e.getMessage());
                    if (e.forGood) {
                        left.remove(place);
                    }
                }
            }
        }
        throw new IOException("could not get " + file.name() + " (" + file.bytes() + " bytes). Tried: "
                + String.join("; ", answers) + ". Check the connection and try again; the download continues where"
                + " it stopped. Or get the file elsewhere and put it at " + target + ".");
    }

    private static void prepare(RemoteFile file, Path folder, Path part) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException("the folder " + folder + " cannot be made (" + e + "); " + ELSEWHERE, e);
        }
        if (!Files.isWritable(folder)) {
            throw new IOException("no permission to write in " + folder + "; " + ELSEWHERE);
        }
        long needed = file.bytes() - (Files.exists(part) ? Files.size(part) : 0);
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < needed) {
            throw new IOException(folder + " has " + free + " bytes left, but " + file.name() + " needs " + needed
                    + " more; free some, or " + ELSEWHERE);
        }
    }

    private void attempt(HttpClient client, RemoteFile file, URI from, Path part, Path target, Listener progress)
            throws IOException {
        try (FileChannel out =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // Closing the channel unlocks. If this waited for another process, that has fetched the file.
            out.lock();
            if (!Files.exists(target)) {
                long start = transfer(client, file, from, out, progress);
                verify(file, start, out);
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException(target + " is being fetched by another thread of this program already", e);
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
        // After closing, because Windows does not move open files.
        if (Files.exists(target)) {
            Files.deleteIfExists(part);
        } else {
            move(part, target);
        }
    }

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target);
        } catch (NoSuchFileException e) {
            if (!Files.exists(target)) {
                throw e;
            }
            // Another process verified and moved the same bytes first.
        }
    }

    /** Appends the missing bytes to {@code out}; returns the position of the first of them. */
    private long transfer(HttpClient client, RemoteFile file, URI from, FileChannel out, Listener progress)
            throws IOException {
        if (out.size() > file.bytes()) {
            out.truncate(0);
        }
        long have = out.size();
        if (have == file.bytes()) {
            return have;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(from).timeout(stall);
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        HttpResponse<InputStream> response = send(client, request.build());
        try (InputStream body = response.body();
                Stall watch = new Stall(body, stall)) {
            long start = accept(file, response, have, out);
            out.truncate(start).position(start);
            copy(file, body, watch, out, progress);
            return start;
        }
    }

    private HttpResponse<InputStream> send(HttpClient client, HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (HttpTimeoutException e) {
            throw new Refused("no answer within " + stall.toMillis() / 1000.0 + " seconds", false);
        } catch (ConnectException e) {
            throw new Refused("no connection", false);
        } catch (IOException e) {
            throw new Refused("the connection broke (" + e.getMessage() + ")", false);
        }
    }

    /** The position in the file of the first byte of the server's response. */
    private static long accept(RemoteFile file, HttpResponse<?> response, long have, FileChannel out)
            throws IOException {
        int status = response.statusCode();
        boolean continues = status == 206
                && response.headers()
                        .firstValue("Content-Range")
                        .filter(range -> range.startsWith("bytes " + have + "-"))
                        .isPresent();
        if (status == 206 && !continues || status == 416) {
            out.truncate(0);
            throw new Refused("HTTP " + status + " in place of the rest of the file; starting again", false);
        }
        if (status != 200 && status != 206) {
            boolean forGood = status >= 400 && status < 500 && status != 408 && status != 429;
            throw new Refused("HTTP " + status, forGood);
        }
        long start = continues ? have : 0;
        long offered =
                start + response.headers().firstValueAsLong("Content-Length").orElse(file.bytes() - start);
        if (offered != file.bytes()) {
            throw new Refused("offers " + offered + " bytes, so it is another file", !continues);
        }
        return start;
    }

    private static void copy(RemoteFile file, InputStream body, Stall watch, FileChannel out, Listener progress)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int got = 0; got >= 0; got = read(body, buffer, watch, out.position())) {
            if (out.position() + got > file.bytes()) {
                out.truncate(0);
                throw new Refused("sends more than the file's " + file.bytes() + " bytes", true);
            }
            for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, got); bytes.hasRemaining(); ) {
                out.write(bytes);
            }
            progress.at(file.name(), out.position(), file.bytes());
        }
        if (out.position() < file.bytes()) {
            throw new Refused("the connection ended after " + out.position() + " bytes", false);
        }
    }

    private static int read(InputStream body, byte[] buffer, Stall watch, long done) throws IOException {
        try {
            int got = body.read(buffer);
            watch.moved();
            return got;
        } catch (IOException e) {
            throw new Refused(
                    watch.found()
                            ? "went silent after " + done + " bytes"
                            : "the connection broke after " + done + " bytes (" + e.getMessage() + ")",
                    false);
        }
    }

    private static void verify(RemoteFile file, long start, FileChannel out) throws IOException {
        Fingerprint fingerprint = new Fingerprint();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        out.position(0);
        for (int got = out.read(buffer); got >= 0; got = out.read(buffer.clear())) {
            fingerprint.add(buffer.array(), got);
        }
        String found = fingerprint.hex();
        if (!found.equals(file.sha256())) {
            out.truncate(0);
            String blame = start == 0 ? "" : ", perhaps because of the remains of an earlier attempt";
            throw new Refused(
                    "the content is not that of the file (SHA-256 " + found + ", expected " + file.sha256() + ")"
                            + blame,
                    start == 0);
        }
    }

    private static void sleep(Duration duration) throws IOException {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IOException interrupted(Exception cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("the download was interrupted");
        interrupted.initCause(cause);
        return interrupted;
    }

    /** A server did not deliver the file; if {@code forGood}, asking again does not help. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private final boolean forGood;

        Refused(String reason, boolean forGood) {
            super(reason);
            this.forGood = forGood;
        }
    }
}
