package dev.facet.app.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** A process of this machine. */
public final class LocalProcess implements Started {
    private static final int KEPT_LINES = 40;

    private final Process process;
    private final List<Thread> listeners = new ArrayList<>();
    /** Guarded by this. */
    private final Deque<String> said = new ArrayDeque<>();

    private LocalProcess(Process process) {
        this.process = process;
    }

    /** Starts a command line of this program. */
    public static LocalProcess start(List<String> arguments, Output output) throws IOException {
        return start(JavaProcess.of(Invocation.MAIN, arguments), output::out, output::err);
    }

    /**
     * Starts a process.
     *
     * @param out told the lines of standard output; null discards them
     * @param err told the lines of standard error; null keeps the last ones, unless they go elsewhere
     */
    public static LocalProcess start(
            ProcessBuilder builder, @Nullable Consumer<String> out, @Nullable Consumer<String> err) throws IOException {
        if (out == null) {
            builder.redirectOutput(Redirect.DISCARD);
        }
        LocalProcess started = new LocalProcess(builder.start());
        if (out != null) {
            started.listen(started.process.getInputStream(), out);
        }
        started.listen(started.process.getErrorStream(), err == null ? started::keep : err);
        return started;
    }

    private void listen(InputStream stream, Consumer<String> told) {
        Thread listener = new Thread(() -> pass(stream, told), "output of process " + process.pid());
        listener.setDaemon(true);
        listener.start();
        listeners.add(listener);
    }

    private static void pass(InputStream stream, Consumer<String> told) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told.accept(line);
            }
        } catch (IOException e) {
            told.accept("(its output can no longer be read: " + e.getMessage() + ")");
        }
    }

    private synchronized void keep(String line) {
        said.add(line);
        if (said.size() > KEPT_LINES) {
            said.remove();
        }
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public int code() {
        return process.exitValue();
    }

    @Override
    public String end() {
        int code = process.exitValue();
        return code > SIGNALS ? "killed by signal " + (code - SIGNALS) : "exit code " + code;
    }

    @Override
    public synchronized List<String> said() {
        return List.copyOf(said);
    }

    @Override
    public void stop() {
        process.toHandle().destroy(); // its streams stay open
    }

    @Override
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
        boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (ended) {
            for (Thread listener : listeners) {
                listener.join(TimeUnit.SECONDS.toMillis(1));
            }
        }
        return ended;
    }
}
