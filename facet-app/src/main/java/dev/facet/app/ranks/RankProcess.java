package dev.facet.app.ranks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.facet.app.launch.Invocation;
import dev.facet.app.launch.JavaProcess;

/**
 * The process of one rank. Rank 0 speaks to the user; what others say is kept, for the case that they fail. Gloo's own
 * lines on standard output are left out, since others may read it. Thread-safe.
 */
final class RankProcess {
    private static final int KEPT_LINES = 40;
    private static final int SIGNALS = 128;
    private static final String OF_GLOO = "[Gloo] ";

    private final int rank;
    private final Process process;
    private final Thread listener;
    private final Consumer<String> out;
    /** Guarded by this. */
    private final Deque<String> said = new ArrayDeque<>();

    private RankProcess(int rank, Process process, Consumer<String> out) {
        this.out = out;
        this.rank = rank;
        this.process = process;
        this.listener = new Thread(this::listen, "rank " + rank);
        listener.setDaemon(true);
        listener.start();
    }

    /** @param out told the lines of rank 0 on standard output */
    static RankProcess start(int rank, List<String> arguments, Consumer<String> out) throws IOException {
        ProcessBuilder builder = JavaProcess.of(Invocation.MAIN, arguments);
        if (rank == 0) {
            if (Boolean.getBoolean("facet.terminal")) {
                builder.command().add(1, "-Dfacet.terminal=true");
            }
            builder.redirectError(Redirect.INHERIT);
        } else {
            builder.redirectOutput(Redirect.DISCARD);
        }
        return new RankProcess(rank, builder.start(), out);
    }

    private void listen() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                rank == 0 ? process.getInputStream() : process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (rank == 0) {
                    if (!line.startsWith(OF_GLOO)) {
                        out.accept(line);
                    }
                    continue;
                }
                synchronized (this) {
                    said.add(line);
                    if (said.size() > KEPT_LINES) {
                        said.remove();
                    }
                }
            }
        } catch (IOException e) {
            synchronized (this) {
                said.add("(its output can no longer be read: " + e.getMessage() + ")");
            }
        }
    }

    int rank() {
        return rank;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code; only after its end. */
    int code() {
        return process.exitValue();
    }

    /** How it ended, in words; only after its end. */
    String end() {
        int code = process.exitValue();
        return code > SIGNALS ? "killed by signal " + (code - SIGNALS) : "exit code " + code;
    }

    /** What it has said last. */
    synchronized List<String> said() {
        return List.copyOf(said);
    }

    /** Asks it to save and end. */
    void stop() {
        process.toHandle().destroy();
    }

    /** Ends it at once. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits for its end. */
    boolean await(Duration atMost) throws InterruptedException {
        boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (ended) {
            listener.join(TimeUnit.SECONDS.toMillis(1));
        }
        return ended;
    }
}
