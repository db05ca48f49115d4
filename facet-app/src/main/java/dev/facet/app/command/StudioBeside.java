package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.facet.app.launch.Invocation;
import dev.facet.app.launch.JavaProcess;

/** A studio in a separate process during a training run, so that neither waits for the other or ends with it. */
final class StudioBeside {
    private final Process process;

    private StudioBeside(Process process) {
        this.process = process;
    }

    /**
     * Starts a studio for a folder of runs. It prints its address on standard error and opens the browser if there is a
     * desktop.
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
        // Ctrl-C reaches both; ending this process in another way, except by SIGKILL, ends the studio too
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "studio"));
        return new StudioBeside(process);
    }

    /** Waits for the end of the studio, by Ctrl-C, which ends both processes. */
    void await() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the studio. */
    void end() {
        process.destroy();
    }
}
