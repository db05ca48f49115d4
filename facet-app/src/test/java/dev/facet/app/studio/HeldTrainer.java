package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A stand-in for a trainer of a new run: notes that it was started, waits until it must end, and fails. */
public final class HeldTrainer {
    private HeldTrainer() {}

    /** Takes {@code train … --run-file FILE}; waits for {@code FILE.end}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> given = List.of(arguments);
        String file = given.get(given.indexOf("--run-file") + 1);
        Files.writeString(Path.of(file + ".started"), String.join(" ", given));
        for (int i = 0; i < 1200 && !Files.exists(Path.of(file + ".end")); i++) {
            Thread.sleep(50);
        }
        System.err.println("facet: it was told to fail");
        System.exit(3);
    }
}
