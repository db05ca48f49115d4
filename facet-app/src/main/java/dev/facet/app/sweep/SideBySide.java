package dev.facet.app.sweep;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.Facet;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Interruption;
import dev.facet.app.launch.Losses;
import dev.facet.app.launch.Output;
import dev.facet.app.launch.Started;
import dev.facet.app.launch.Starter;
import dev.facet.config.RunConfig;
import dev.facet.settings.ConfigWriter;
import dev.facet.train.RunFolder;
import dev.facet.train.Sweep;
import dev.facet.train.TrainResult;

/**
 * Trains several runs of a sweep at a time, each in its own process, on this machine or on a cluster. A run whose
 * process is lost goes on from its checkpoint; one that fails does not end the others.
 */
final class SideBySide {
    private static final Duration LOOK = Duration.ofMillis(200);
    /** Before the reason for which a process ends. */
    private static final String FAILURE = "facet: ";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Sweep sweep;
    private final Starter starter;
    private final Path folder;
    private final Interruption interruption;
    private final PrintWriter err;
    private final boolean quiet;

    /** @param folder for files that processes read and write, which they see */
    SideBySide(Sweep sweep, Starter starter, Path folder, Interruption interruption, PrintWriter err, boolean quiet) {
        this.sweep = sweep;
        this.starter = starter;
        this.folder = folder;
        this.interruption = interruption;
        this.err = err;
        this.quiet = quiet;
    }

    /** One run: its differences from the others, and its settings. */
    record Run(List<String> differences, RunConfig config) {}

    /**
     * How a run ended.
     *
     * @param result null if it did not end: an interruption stopped it or prevented its start, or it failed
     * @param failure why it failed; empty if it did not
     */
    record End(@Nullable TrainResult result, String failure) {
        static final End STOPPED = new End(null, "");

        boolean failed() {
            return !failure.isEmpty();
        }
    }

    /** Trains the runs and returns how they ended, in their order. */
    List<End> train(List<Run> runs, int jobs) throws IOException {
        ExecutorService workers = Executors.newFixedThreadPool(jobs);
        interruption.arm();
        try {
            List<Future<End>> all = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                int number = i;
                all.add(workers.submit(() -> train(runs.get(number), number + 1, runs.size())));
            }
            List<End> ends = new ArrayList<>();
            for (Future<End> each : all) {
                ends.add(end(each));
            }
            return ends;
        } finally {
            workers.shutdownNow();
            interruption.disarm();
        }
    }

    private static End end(Future<End> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return End.STOPPED;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof RuntimeException mistake) {
                throw mistake;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private End train(Run run, int number, int of) throws IOException {
        if (interruption.requested()) {
            return End.STOPPED;
        }
        tell(number, "of " + of + ": " + String.join(" ", run.differences()));
        Losses losses = new Losses();
        try {
            for (int attempt = 0; ; attempt++) {
                Optional<Path> begun = begun(run);
                Optional<TrainResult> ended = begun.isPresent() ? Facet.ended(begun.get()) : Optional.empty();
                if (ended.isPresent()) {
                    return new End(ended.get(), "");
                }
                Talk talk = new Talk(number);
                Started process = start(run, number, attempt, begun, talk);
                follow(process, run, folder(number, attempt));
                process.check();
                int code = process.code();
                if (code == ExitCodes.INTERRUPTED || interruption.requested()) {
                    return End.STOPPED;
                }
                if (code == 0) {
                    return new End(result(talk.last), "");
                }
                if (code == ExitCodes.FAILED || code == ExitCodes.WRONG_USAGE) {
                    return failed(number, "failed" + (talk.error.isEmpty() ? "" : ": " + talk.error));
                }
                Optional<Path> known = begun(run);
                boolean again = losses.goesOn(known);
                String lost = "was lost (" + process.end() + ")";
                log(known, lost);
                if (!again) {
                    return failed(number, lost + " " + Losses.MOST + " times without a new checkpoint");
                }
                tell(number, lost + "; it starts again " + losses.from());
                Losses.awaitFree(known);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return End.STOPPED;
        } catch (JacksonException e) {
            return failed(number, "ended without a result: " + e.getOriginalMessage());
        }
    }

    private static void log(Optional<Path> run, String what) throws IOException {
        if (run.isPresent()) {
            RunFolder.open(run.get()).log("the process of this run " + what);
        }
    }

    private End failed(int number, String why) {
        tell(number, why);
        return new End(null, why);
    }

    private Optional<Path> begun(Run run) {
        synchronized (sweep) {
            return sweep.run(run.differences());
        }
    }

    /** Where a process writes the folder of its run. */
    private Path folder(int number, int attempt) {
        return folder.resolve("run-" + number + "-" + attempt + ".txt");
    }

    private Started start(Run run, int number, int attempt, Optional<Path> begun, Output output) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train", "--json"));
        if (begun.isPresent()) {
            arguments.addAll(List.of("--resume", begun.get().toString()));
        } else {
            Path settings = folder.resolve("run-" + number + ".yaml");
            Files.writeString(settings, ConfigWriter.yaml(run.config()));
            arguments.addAll(List.of("--config", settings.toString()));
            arguments.addAll(List.of("--out", sweep.path().toString()));
            arguments.addAll(List.of("--run-file", folder(number, attempt).toString()));
        }
        return starter.start(arguments, output);
    }

    /** Waits for the end of a process. An interruption of this one ends it, too. Notes the folder of its run. */
    private void follow(Started process, Run run, Path file) throws IOException, InterruptedException {
        boolean told = false;
        boolean noted = false;
        try {
            do {
                if (interruption.requested() && !told) {
                    told = true;
                    process.stop();
                }
                noted = noted || note(run, file);
            } while (!process.await(LOOK));
            if (!noted) {
                note(run, file);
            }
        } finally {
            if (process.isAlive()) {
                process.stop();
            }
        }
    }

    /** Records a run's folder in the sweep once its process has written it. Returns whether it is recorded. */
    private boolean note(Run run, Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        synchronized (sweep) {
            sweep.began(run.differences(), Path.of(Files.readString(file)));
        }
        return true;
    }

    /** What a process says: progress and messages, and at the end its result. */
    private final class Talk implements Output {
        private final int number;
        private volatile String last = "";
        private volatile String error = "";

        Talk(int number) {
            this.number = number;
        }

        @Override
        public void out(String line) {
            last = line.isBlank() ? last : line;
        }

        @Override
        public void err(String line) {
            if (line.startsWith(FAILURE)) {
                error = line.substring(FAILURE.length());
            }
            if (!quiet) {
                tell(number, line);
            }
        }
    }

    private synchronized void tell(int number, String line) {
        err.println("run " + number + " " + line);
        err.flush();
    }

    private static TrainResult result(String line) {
        JsonNode object = JSON.readTree(line);
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
