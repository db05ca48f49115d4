package dev.facet.app.studio;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.facet.app.launch.JavaProcess;
import dev.facet.format.FileTail;
import dev.facet.format.PlainFile;
import dev.facet.train.RunFolder;

/**
 * Starts training processes, which outlive the server: one per run, and a few at once. For each it knows whether
 * training has begun, and its output if it fails. Thread-safe.
 */
final class Trainers {
    /** Greatest number of processes at once; each uses all cores, so more would only slow each other down. */
    static final int MOST_AT_ONCE = 2;

    private static final int MOST_REMEMBERED = 100;
    private static final int RETRY_AFTER_SECONDS = 60;
    private static final int LAST_LINES = 5;
    private static final int OUTPUT_BYTES = 4096;
    private static final String OUTPUT = "console.txt";

    private final String main;
    private final Map<Path, Started> started = new LinkedHashMap<>();

    /** A process, and the offset of its output in a file, such as the run's {@code console.txt}. */
    static final class Started {
        private final String name;
        private final String what;
        private final Process process;
        private final Path console;
        private final long from;
        private boolean begun;

        private Started(String name, String what, Process process, Path console, long from) {
            this.name = name;
            this.what = what;
            this.process = process;
            this.console = console;
            this.from = from;
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** The last lines of its output. */
        List<String> lastLines() throws IOException {
            String said = new String(FileTail.bytes(console, from, OUTPUT_BYTES), StandardCharsets.UTF_8);
            List<String> lines = said.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        }

        /** Why it failed; empty if it did not. */
        Optional<String> failure() throws IOException {
            if (process.isAlive() || process.exitValue() == 0) {
                return Optional.empty();
            }
            List<String> lines = lastLines();
            return Optional.of(what + " ended with exit code " + process.exitValue()
                    + (lines.isEmpty() ? " without any output." : ": " + String.join("\n", lines)));
        }
    }

    /** {@code main} is the main class of the command line. */
    Trainers(String main) {
        this.main = main;
    }

    /**
     * Resumes a run; {@code options} follow {@code train --resume RUN}. The output of the process goes to {@code
     * console.txt} in the run.
     *
     * @throws Conflict if the run is being trained, or is about to be
     * @throws Busy if this server has started as many as there may be at once
     */
    synchronized void resume(RunFolder run, List<String> options) throws IOException {
        Started before = started.get(run.path());
        if (run.isTraining()) {
            throw new Conflict("the run is being trained already");
        }
        if (before != null && before.isAlive()) {
            throw new Conflict(
                    before.begun
                            ? "the training of this run is about to end; try again in a moment"
                            : "the training of this run is starting already");
        }
        start(run, run.path(), "The training that was resumed", "--resume", options);
    }

    /**
     * Starts a new run from the weights of a run, in the same folder of runs; {@code options} follow {@code train
     * --from RUN}. The output of the process goes to {@code console.txt} in the run with the weights.
     *
     * @throws Conflict if such a run was started here and is still being trained
     * @throws Busy if this server has started as many as there may be at once
     */
    synchronized void further(RunFolder run, List<String> options) throws IOException {
        Started before = started.get(further(run));
        if (before != null && before.isAlive()) {
            throw new Conflict("a new run with the weights of this one is being trained already");
        }
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(
                "--out", String.valueOf(run.path().toAbsolutePath().normalize().getParent())));
        start(run, further(run), "The training of a new run with these weights", "--from", all);
    }

    /**
     * Starts a new run. It is known by its console until there is a run folder.
     *
     * @param name what is trained, in a word
     * @param arguments those of the command line
     * @param console the file for the output
     */
    synchronized Started begin(String name, List<String> arguments, Path console) throws IOException {
        Started one = launch(name, "The training", arguments, console, 0);
        started.put(console, one);
        return one;
    }

    /** The run folder of a process that {@link #begin} started. */
    synchronized void adopt(RunFolder run, Started one) {
        started.values().remove(one);
        started.put(run.path(), one);
    }

    /** The paths of runs that were started here and have not ended. */
    synchronized Set<Path> aliveIn() {
        return started.entrySet().stream()
                .filter(one -> one.getValue().isAlive())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The key of the process that trains a new run from the weights of a run. */
    private static Path further(RunFolder run) {
        return run.path().resolve("a new run");
    }

    private void start(RunFolder run, Path known, String what, String how, List<String> options) throws IOException {
        List<String> busy = started.values().stream()
                .filter(Started::isAlive)
                .map(one -> one.name)
                .toList();
        if (busy.size() >= MOST_AT_ONCE) {
            throw new Busy(
                    "this server trains " + String.join(" and ", busy) + ", and no more than " + MOST_AT_ONCE
                            + " runs at once. Stop one or wait for its end; `facet train --resume RUN` in a terminal"
                            + " starts"
                            + " more.",
                    RETRY_AFTER_SECONDS);
        }
        Path console = run.path().resolve(OUTPUT);
        if (!PlainFile.exists(console) && Files.exists(console, LinkOption.NOFOLLOW_LINKS)) {
            throw new Conflict(console + " is a link or a folder instead of a file; remove it, and try again");
        }
        long from = Files.exists(console) ? Files.size(console) : 0;
        List<String> arguments = new ArrayList<>(
                List.of("train", how, run.path().toAbsolutePath().toString()));
        arguments.addAll(options);
        Started one = launch(String.valueOf(known.getFileName()), what, arguments, console, from);
        started.remove(known);
        started.put(known, one);
    }

    private Started launch(String name, String what, List<String> arguments, Path console, long from)
            throws IOException {
        Process process = JavaProcess.of(main, arguments)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()))
                .start();
        started.values().removeIf(one -> started.size() > MOST_REMEMBERED && !one.isAlive());
        return new Started(name, what, process, console, from);
    }

    private static File nothing() {
        return new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    /** The state of a run by its folder, and by whether a process was started for it that does not train yet. */
    synchronized RunState state(RunFolder run) throws IOException {
        Started one = started.get(run.path());
        RunState told = RunState.of(run);
        if (one != null && told == RunState.TRAINING) {
            one.begun = true;
        }
        return one != null && !one.begun && one.isAlive() ? RunState.STARTING : told;
    }

    /** Why the last training that was started here from a run failed; empty if it did not fail. */
    synchronized Optional<String> failure(RunFolder run) throws IOException {
        Started one = started.get(run.path());
        Optional<String> failure = one == null ? Optional.empty() : one.failure();
        Started other = started.get(further(run));
        return failure.isPresent() || other == null ? failure : other.failure();
    }
}
