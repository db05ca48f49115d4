package dev.facet.app.ranks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Interruption;
import dev.facet.config.Hint;
import dev.facet.format.Folders;
import dev.facet.train.Checkpoint;
import dev.facet.train.RunFolder;

/**
 * Trains one run in several processes of this machine. It trains nothing itself, so it survives the ranks: when one is
 * lost, it ends all and starts them again from the newest checkpoint. The ranks end when it dies.
 */
public final class Supervisor {
    /** Rank 0 writes the path of the run here, and ranks meet at a file beside it. */
    private static final String RUN_FILE = "run.txt";

    private static final int MOST_LOSSES = 5;
    private static final Duration LOOK = Duration.ofMillis(100);
    /** Time for the other ranks to find out that one is lost, and to end with a message. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final int ranks;
    private final Duration patience;
    private final Interruption interruption;
    private final PrintWriter out;
    private final PrintWriter err;
    private int losses;
    private long reached = -1;

    /** @param patience how long a rank waits for the others */
    public Supervisor(int ranks, Duration patience, Interruption interruption, PrintWriter out, PrintWriter err) {
        this.ranks = ranks;
        this.patience = patience;
        this.interruption = interruption;
        this.out = out;
        this.err = err;
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
        Path own = Files.createTempDirectory("facet-ranks");
        interruption.arm();
        try {
            Optional<Path> run = Optional.empty();
            for (int attempt = 0; ; attempt++) {
                List<String> first = run.isPresent() ? work.resume(run.get()) : work.begin();
                Outcome outcome = attempt(own, attempt, first, work);
                if (!outcome.lost()) {
                    return outcome.code();
                }
                run = outcome.run();
                if (!goesOn(run, outcome)) {
                    return ExitCodes.FAILED;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCodes.FAILED;
        } finally {
            interruption.disarm();
            Folders.delete(own);
        }
    }

    /**
     * How an attempt ended.
     *
     * @param lost whether a rank was lost, so that the run should go on
     * @param what which rank, in words
     */
    private record Outcome(boolean lost, int code, Optional<Path> run, String what) {}

    private Outcome attempt(Path own, int attempt, List<String> first, Work work)
            throws IOException, InterruptedException {
        List<RankProcess> processes = new ArrayList<>();
        boolean told = false;
        boolean began = false;
        try {
            for (int rank = 0; rank < ranks; rank++) {
                processes.add(RankProcess.start(rank, arguments(own, attempt, rank, first), this::pass));
            }
            RankProcess rank0 = processes.get(0);
            while (rank0.isAlive() && failed(processes) == null) {
                if (interruption.requested() && !told) {
                    told = true;
                    rank0.stop(); // Ctrl-C has reached it already, other signals have not
                }
                if (!began && known(own).isPresent()) {
                    work.began(known(own).get());
                    began = true;
                }
                rank0.await(LOOK);
            }
            return ended(processes, failed(processes), known(own));
        } finally {
            for (RankProcess process : processes) {
                process.kill();
            }
        }
    }

    private List<String> arguments(Path own, int attempt, int rank, List<String> first) {
        List<String> arguments = new ArrayList<>(rank == 0 ? first : List.of("train", "--ranks", "" + ranks));
        arguments.addAll(List.of(
                "--rank", "" + rank, "--meet", own.resolve("meeting-" + attempt).toString()));
        arguments.addAll(List.of("--rank-timeout", "" + patience.toSeconds()));
        arguments.addAll(List.of("--supervisor", "" + ProcessHandle.current().pid()));
        if (rank == 0) {
            arguments.addAll(List.of("--run-file", own.resolve(RUN_FILE).toString()));
        }
        return arguments;
    }

    /** A rank that has ended otherwise than it should; null if there is none. */
    private static @Nullable RankProcess failed(List<RankProcess> processes) {
        return processes.stream()
                .filter(process -> !process.isAlive() && process.code() != 0)
                .findFirst()
                .orElse(null);
    }

    private Outcome ended(List<RankProcess> processes, @Nullable RankProcess failed, Optional<Path> run)
            throws InterruptedException {
        Duration grace = patience.compareTo(GRACE) < 0 ? patience : GRACE;
        for (RankProcess process : processes) {
            if (!process.await(grace)) {
                process.kill();
                process.await(grace);
            }
        }
        if (failed == null || interruption.requested()) {
            int code = processes.get(0).code();
            return new Outcome(false, code, run, "");
        }
        for (RankProcess process : processes) {
            int code = process.code();
            if (code == ExitCodes.FAILED || code == ExitCodes.WRONG_USAGE) {
                // its own mistake, which it would make again; rank 0 has said its own
                process.said().forEach(line -> tell("rank " + process.rank() + ": " + line));
                return new Outcome(false, code, run, "");
            }
        }
        RankProcess lost = processes.stream()
                .filter(process -> process.code() != ExitCodes.RANK_LOST && process.code() != 0)
                .findFirst()
                .orElse(failed);
        return new Outcome(
                true,
                ExitCodes.FAILED,
                run,
                "rank " + lost.rank() + " of " + ranks + " was lost ("
                        + (lost.code() == ExitCodes.RANK_LOST ? "it could not reach another" : lost.end()) + ")");
    }

    /** Says what has happened, and whether the ranks are started again. */
    private boolean goesOn(Optional<Path> run, Outcome outcome) throws IOException {
        OptionalLong saved =
                run.isPresent() ? Checkpoint.lastStep(RunFolder.open(run.get()).checkpoints()) : OptionalLong.empty();
        losses = saved.orElse(-1) > reached ? 1 : losses + 1;
        reached = saved.orElse(-1);
        String from = saved.isPresent() ? "from the checkpoint of step " + saved.getAsLong() : "from the beginning";
        boolean again = losses <= MOST_LOSSES;
        String what = outcome.what()
                + (again
                        ? "; all ranks start again " + from
                        : ", the " + (MOST_LOSSES + 1) + "th time without a new checkpoint; giving up");
        tell(what + ".");
        if (run.isPresent()) {
            RunFolder.open(run.get()).log(what);
            if (!again) {
                tell("When the cause is gone, go on with " + Hint.of("train", "--resume", run.get(), "--ranks", ranks)
                        + ".");
            }
        }
        return again;
    }

    private static Optional<Path> known(Path own) {
        try {
            Path file = own.resolve(RUN_FILE);
            return Files.exists(file) ? Optional.of(Path.of(Files.readString(file))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void pass(String line) {
        out.println(line);
        out.flush();
    }

    private void tell(String line) {
        err.println(line);
        err.flush();
    }
}
