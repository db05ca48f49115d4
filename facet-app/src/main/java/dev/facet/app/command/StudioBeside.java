package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.facet.app.launch.Invocation;
import dev.facet.app.launch.JavaProcess;

/** A studio in a process of its own beside a training run, so that neither waits for the other or ends with it. */
final class StudioBeside {
    private final Process process;

    private StudioBeside(Process process) {
        this.process = process;
    }

    /**
     * Starts one for a folder of runs, which prints its address on standard error, and opens the browser where there is
     * a desktop.
     */
    static StudioBeside start(Path runs) throws IOException {
        StudioCommand.requirePage();
        Files.createDirectories(runs);
        Process process = JavaProcess.of(
                        Invocation.MAIN,
                        List.of("studio", runs.toAbsolutePath().toString(), "--port", "0", "--announce-on-stderr"))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // Ctrl-C reaches both; whoever ends this process in another way ends the studio with it, unless by force
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "studio"));
        return new StudioBeside(process);
    }

    /** Waits until it is ended, by Ctrl-C, which ends both. */
    void await() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it. */
    void end() {
        process.destroy();
    }
}
