package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A stand-in for a trainer that starts slowly: notes that it was started, and waits until it must end. */
public final class WaitingTrainer {
    private WaitingTrainer() {}

    /** Takes {@code train --resume RUN …}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path run = Path.of(arguments[List.of(arguments).indexOf("--resume") + 1]);
        Files.writeString(
                run.resolve("started.txt"),
                String.join(" ", arguments) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        for (int i = 0; i < 1200 && !Files.exists(run.resolve("end.txt")); i++) {
            Thread.sleep(50);
        }
    }
}
