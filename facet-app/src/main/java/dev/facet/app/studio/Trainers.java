package dev.facet.app.studio;

import java.io.IOException;
import java.util.List;

import dev.facet.train.RunFolder;

/** Starts processes that train, and outlive the server. */
final class Trainers {
    private static final String OUTPUT = "console.txt";

    private final String main;

    /** {@code main} is the class that the command line begins in. */
    Trainers(String main) {
        this.main = main;
    }

    /** Goes on with a run until {@code steps} are done; what the process says goes to {@code console.txt} in the run. */
    void resume(RunFolder run, long steps) throws IOException {
        String path = run.path().toAbsolutePath().toString();
        JavaProcess.of(main, List.of("train", "--resume", path, "--steps", Long.toString(steps)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        run.path().resolve(OUTPUT).toFile()))
                .start();
    }
}
