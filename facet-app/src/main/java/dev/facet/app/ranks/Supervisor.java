package dev.facet.app.ranks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.facet.app.cluster.Workers;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Interruption;
import dev.facet.app.launch.Losses;
import dev.facet.app.launch.Started;
import dev.facet.config.Hint;
import dev.facet.config.UsageException;
import dev.facet.train.RunFolder;

/**
 * Trains one run in several processes, of this machine or of a cluster. It trains nothing itself, so it survives the
 * ranks: when one is lost, it ends all and starts them again from the newest checkpoint. The ranks end when it dies.
 */
public final class Supervisor {
    /** Rank 0 writes the path of the run here. */
    private static final String RUN_FILE = "run.txt";

    /** Gloo's own lines on standard output are left out, since others may read it. */
    private static final String OF_GLOO = "[Gloo] ";

    private static final Duration LOOK = Duration.ofMillis(100);
    /** Time for the other ranks to find out that one is lost, and to end with a message. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final int ranks;
    private final Duration patience;
    private final Interruption interruption;
    private final PrintWriter err;
    private final Crew crew;
    private final Losses losses = new Losses();
    private Optional<Path> begun = Optional.empty();

    private Supervisor(int ranks, Duration patience, Interruption interruption, PrintWriter err, Crew crew) {
        this.ranks = ranks;
        this.patience = patience;
        this.interruption = interruption;
        this.err = err;
        this.crew = crew;
    }

    /**
     * Of processes of this machine.
     *
     * @param patience how long a rank waits for the others
     */
    public static Supervisor here(
            int ranks, Duration patience, Interruption interruption, PrintWriter out, PrintWriter err)
            throws IOException {
        return new Supervisor(ranks, patience, interruption, err, new LocalCrew(out));
    }

    /** Of processes of a cluster, which is closed at the end. */
    public static Supervisor on(
            Workers workers,
            int ranks,
            Duration patience,
            Interruption interruption,
            PrintWriter out,
            PrintWriter err) {
        return new Supervisor(ranks, patience, interruption, err, new ClusterCrew(workers, out, err));
    }

    /** What rank 0 is told, and what is told of it. */
    public interface Work {
        /** The command line that starts the run. */
        List<String> begin();

        /** The command line that resumes it. */
        List<String> resume(Path run);

        /** Told the folder of the run as soon as there is one. */
        void began(Path run) throws IOException;
    }

    /** Trains to the end; returns the exit code. */
    public int train(Work work) throws IOException {
        interruption.arm();
        try (Crew open = crew) {
            Optional<Path> run = Optional.empty();
            while (true) {
                List<String> first = run.isPresent() ? work.resume(run.get()) : work.begin();
                Outcome outcome = attempt(first, work);
                if (!outcome.lost()) {
                    return outcome.code();
                }
                run = outcome.run();
                if (!goesOn(run, outcome)) {
                    return ExitCodes.FAILED;
                }
                Losses.awaitFree(run);
            }
        } catch (UsageException e) {
            if (begun.isPresent()) {
                tell("When the cause is gone, go on with " + goOn(begun.get()) + ".");
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCodes.FAILED;
        } finally {
            interruption.disarm();
        }
    }

    /**
     * How an attempt ended.
     *
     * @param lost whether a rank was lost, so that the run should go on
     * @param what which rank, in words
     */
    private record Outcome(boolean lost, int code, Optional<Path> run, String what) {}

    private Outcome attempt(List<String> first, Work work) throws IOException, InterruptedException {
        List<List<String>> commands = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            commands.add(arguments(rank, first));
        }
        List<Started> processes = crew.start(commands);
        boolean told = false;
        boolean began = false;
        try {
            Started rank0 = processes.get(0);
            while (rank0.isAlive() && failed(processes) == null) {
                if (interruption.requested() && !told) {
                    told = true;
                    rank0.stop(); // Ctrl-C has reached it already, other signals have not
                }
                Optional<Path> run = began ? Optional.empty() : known();
                if (run.isPresent()) {
                    begun = run;
                    work.began(run.get());
                    began = true;
                }
                rank0.await(LOOK);
            }
            for (Started process : processes) {
                process.check();
            }
            return ended(processes, failed(processes), known());
        } finally {
            processes.forEach(Started::kill);
        }
    }

    private List<String> arguments(int rank, List<String> first) {
        List<String> arguments = new ArrayList<>(rank == 0 ? first : List.of("train", "--ranks", "" + ranks));
        arguments.addAll(List.of("--rank", "" + rank, "--rank-timeout", "" + patience.toSeconds()));
        if (rank == 0) {
            arguments.addAll(
                    List.of("--run-file", crew.folder().resolve(RUN_FILE).toString()));
        }
        return arguments;
    }

    /** A rank that has ended otherwise than it should; null if there is none. */
    private static @Nullable Started failed(List<Started> processes) {
        return processes.stream()
                .filter(process -> !process.isAlive() && process.code() != 0)
                .findFirst()
                .orElse(null);
    }

    private Outcome ended(List<Started> processes, @Nullable Started failed, Optional<Path> run)
            throws InterruptedException {
        Duration grace = patience.compareTo(GRACE) < 0 ? patience : GRACE;
        for (Started process : processes) {
            if (!process.await(grace)) {
                process.kill();
                process.await(grace);
            }
        }
        if (failed == null || interruption.requested()) {
            int code = processes.get(0).code();
            return new Outcome(false, code, run, "");
        }
        List<Integer> mistaken = IntStream.range(0, processes.size())
                .filter(rank -> isMistake(processes.get(rank).code()))
                .boxed()
                .toList();
        if (!mistaken.isEmpty()) {
            // its own mistake, which it would make again; rank 0 has said its own
            sayOnce(processes, mistaken);
            return new Outcome(false, processes.get(mistaken.get(0)).code(), run, "");
        }
        Started lost = processes.stream()
                .filter(process -> process.code() != ExitCodes.RANK_LOST && process.code() != 0)
                .findFirst()
                .orElse(failed);
        return new Outcome(
                true,
                ExitCodes.FAILED,
                run,
                "rank " + processes.indexOf(lost) + " of " + ranks + " was lost ("
                        + (lost.code() == ExitCodes.RANK_LOST ? "it could not reach another" : lost.end()) + ")");
    }

    private static boolean isMistake(int code) {
        return code == ExitCodes.FAILED || code == ExitCodes.WRONG_USAGE;
    }

    /** What several ranks say alike, such as those of one machine, is said once, and not if rank 0 has said it. */
    private void sayOnce(List<Started> processes, List<Integer> ranks) {
        Map<List<String>, List<String>> said = new LinkedHashMap<>();
        for (int rank : ranks) {
            List<String> lines = new ArrayList<>(processes.get(rank).said());
            lines.removeAll(processes.get(0).said());
            said.computeIfAbsent(lines, key -> new ArrayList<>()).add("" + rank);
        }
        said.forEach((lines, who) -> lines.forEach(
                line -> tell((who.size() == 1 ? "rank " : "ranks ") + String.join(", ", who) + ": " + line)));
    }

    /** Says what has happened, and whether the ranks are started again. */
    private boolean goesOn(Optional<Path> run, Outcome outcome) throws IOException {
        boolean again = losses.goesOn(run);
        String what = outcome.what()
                + (again
                        ? "; all ranks start again " + losses.from()
                        : ", the " + Losses.MOST + "th time without a new checkpoint; giving up");
        tell(what + ".");
        if (run.isPresent()) {
            RunFolder.open(run.get()).log(what);
            if (!again) {
                tell("When the cause is gone, go on with " + goOn(run.get()) + ".");
            }
        }
        return again;
    }

    private String goOn(Path run) {
        return crew.cluster()
                .map(master -> Hint.of("train", "--resume", run, "--ranks", ranks, "--spark", master))
                .orElseGet(() -> Hint.of("train", "--resume", run, "--ranks", ranks));
    }

    private Optional<Path> known() {
        try {
            Path file = crew.folder().resolve(RUN_FILE);
            return Files.exists(file) ? Optional.of(Path.of(Files.readString(file))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Passes a line of rank 0 on. */
    static void pass(PrintWriter to, String line) {
        if (!line.startsWith(OF_GLOO)) {
            tell(to, line);
        }
    }

    private void tell(String line) {
        tell(err, line);
    }

    /** Prints a line at once. */
    public static void tell(PrintWriter to, String line) {
        to.println(line);
        to.flush();
    }
}
