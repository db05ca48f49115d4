package dev.facet.app.sweep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.Facet;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Interruption;
import dev.facet.app.launch.Invocation;
import dev.facet.app.launch.JavaProcess;
import dev.facet.config.RunConfig;
import dev.facet.settings.ConfigWriter;
import dev.facet.train.Sweep;
import dev.facet.train.TrainResult;

/** Trains several runs of a sweep at a time, each in its own process with an equal share of the cores. */
final class SideBySide {
    private static final long LOOK_MILLIS = 200;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Sweep sweep;
    private final Interruption interruption;
    private final PrintWriter err;
    private final boolean quiet;

    SideBySide(Sweep sweep, Interruption interruption, PrintWriter err, boolean quiet) {
        this.sweep = sweep;
        this.interruption = interruption;
        this.err = err;
        this.quiet = quiet;
    }

    /** One run: its differences from the others, and its settings. */
    record Run(List<String> differences, RunConfig config) {}

    /**
     * Trains the runs and returns the results in their order; a result is empty if an interruption stopped the run or
     * prevented its start.
     */
    List<Optional<TrainResult>> train(List<Run> runs, int jobs) throws IOException {
        ExecutorService workers = Executors.newFixedThreadPool(jobs);
        interruption.arm();
        try {
            List<Future<Optional<TrainResult>>> all = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                int number = i;
                all.add(workers.submit(() -> train(runs.get(number), number + 1, runs.size())));
            }
            List<Optional<TrainResult>> results = new ArrayList<>();
            for (Future<Optional<TrainResult>> each : all) {
                results.add(result(each));
            }
            return results;
        } finally {
            workers.shutdownNow();
            interruption.disarm();
        }
    }

    private static Optional<TrainResult> result(Future<Optional<TrainResult>> future) throws IOException {
        while (true) {
            try {
                return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException later) {
                // training has started
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException io) {
                    throw io;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private Optional<TrainResult> train(Run run, int number, int of) throws IOException {
        if (interruption.requested()) {
            return Optional.empty();
        }
        tell(number, "of " + of + ": " + String.join(" ", run.differences()));
        List<String> arguments = new ArrayList<>(List.of("train", "--json"));
        Optional<Path> begun;
        synchronized (sweep) {
            begun = sweep.run(run.differences());
        }
        Optional<TrainResult> ended = begun.isPresent() ? Facet.ended(begun.get()) : Optional.empty();
        if (ended.isPresent()) {
            return ended;
        }
        Path own = Files.createTempDirectory("facet-sweep");
        Path settings = own.resolve("settings.yaml");
        Path folder = own.resolve("run.txt"); // the process writes the run's folder into it
        try {
            if (begun.isPresent()) {
                arguments.addAll(List.of("--resume", begun.get().toString()));
            } else {
                Files.writeString(settings, ConfigWriter.yaml(run.config()));
                arguments.addAll(List.of("--config", settings.toString()));
                arguments.addAll(List.of("--out", sweep.path().toString(), "--run-file", folder.toString()));
            }
            Process process = JavaProcess.of(Invocation.MAIN, arguments).start();
            Thread listener = new Thread(() -> listen(process, number), "run " + number);
            listener.start();
            String last = finish(process, () -> note(run, folder));
            join(listener);
            if (process.exitValue() == ExitCodes.INTERRUPTED || interruption.requested()) {
                return Optional.empty();
            }
            if (process.exitValue() != 0) {
                throw new IOException("run " + number + " (" + String.join(" ", run.differences())
                        + ") failed; its output is above." + " The same command continues with the others.");
            }
            return Optional.of(result(JSON.readTree(last)));
        } finally {
            Files.deleteIfExists(settings);
            Files.deleteIfExists(folder);
            Files.deleteIfExists(own);
        }
    }

    /** Records a run's folder in the sweep once its process has written it. Returns whether it is recorded. */
    private boolean note(Run run, Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return false;
        }
        synchronized (sweep) {
            sweep.began(run.differences(), Path.of(Files.readString(folder)));
        }
        return true;
    }

    /** An action that is repeated until it succeeds. */
    @FunctionalInterface
    private interface Attempt {
        boolean done() throws IOException;
    }

    /**
     * Waits for the end of a process and returns the last line of its output. An interruption of this process ends it,
     * too. Tries {@code noted} while the process lives, and once more after its end.
     */
    private String finish(Process process, Attempt noted) throws IOException {
        String last = "";
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            boolean told = false;
            boolean done = false;
            while (process.isAlive() || out.ready()) {
                if (interruption.requested() && !told) {
                    told = true;
                    process.toHandle().destroy(); // the process saves and ends; its streams stay open
                }
                done = done || noted.done();
                if (out.ready()) {
                    String line = out.readLine();
                    last = line == null || line.isBlank() ? last : line;
                } else {
                    process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
            if (!done) {
                noted.done();
            }
        } catch (IOException e) {
            process.destroy();
            throw e;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
        return last;
    }

    /** Passes on the standard error of a process. */
    private void listen(Process process, int number) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!quiet) {
                    tell(number, line);
                }
            }
        } catch (IOException e) {
            tell(number, "its output can no longer be read: " + e.getMessage());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tell(int number, String line) {
        err.println("run " + number + " " + line);
        err.flush();
    }

    private static TrainResult result(JsonNode object) {
        Map<String, Double> statistics = new LinkedHashMap<>();
        object.path("statistics")
                .properties()
                .forEach(
                        entry -> statistics.put(entry.getKey(), entry.getValue().asDouble()));
        return new TrainResult(
                Path.of(object.path("run").asString("")),
                object.path("steps").asLong(0),
                object.path("seconds").asDouble(0),
                object.path("images_per_second").asDouble(0),
                TrainResult.End.valueOf(object.path("end").asString("").toUpperCase(Locale.ROOT)),
                statistics,
                object.path("warnings")
                        .valueStream()
                        .map(warning -> warning.asString(""))
                        .toList(),
                object.path("failed").asBoolean(false));
    }
}
