package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.facet.train.RunFolder;

/** Starts processes that train, which outlive the server: as this program was started, with other arguments. */
final class Trainers {
    private static final String OUTPUT = "console.txt";

    private final String main;

    /** {@code main} is the class that the command line begins in. */
    Trainers(String main) {
        this.main = main;
    }

    /** Goes on with a run until {@code steps} are done; what the process says goes to {@code console.txt} in the run. */
    void resume(RunFolder run, long steps) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command =
                new ArrayList<>(List.of(java.toString(), "-XX:+UseSerialGC", "-Djava.awt.headless=true"));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                main,
                "train",
                "--resume",
                run.path().toAbsolutePath().toString(),
                "--steps",
                Long.toString(steps)));
        Path output = run.path().resolve(OUTPUT);
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }
}
