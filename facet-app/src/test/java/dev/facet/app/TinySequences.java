package dev.facet.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import static org.assertj.core.api.Assertions.assertThat;

/** Series of unequal lengths, and runs that keep them and train in seconds. */
public final class TinySequences {
    /** Number of series in a file. */
    public static final int COUNT = 330;

    private TinySequences() {}

    /** Writes rising lines of {@code shortest} to {@code longest} steps in two classes to {@code name.ts}. */
    public static Path write(Path folder, String name, int shortest, int longest) throws IOException {
        StringBuilder ts = new StringBuilder("@equalLength false\n@classLabel true a b\n@data\n");
        for (int i = 0; i < COUNT; i++) {
            int length = shortest + i % (longest - shortest + 1);
            for (int t = 0; t < length; t++) {
                ts.append(t == 0 ? "" : ",").append(String.format(Locale.ROOT, "%.3f", 100 + t + Math.sin(i + t)));
            }
            ts.append(i % 2 == 0 ? ":a\n" : ":b\n");
        }
        return Files.writeString(folder.resolve(name + ".ts"), ts);
    }

    /** Trains an InfoGAN that keeps the lengths of a file {@code heat.ts}, and returns the run folder. */
    public static Path masked(Path file, Path runs, int steps, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                file.toString(),
                "--set=data.lengths=mask",
                "--set=model.width=4",
                "--set=training.batch=16",
                "--steps=" + steps,
                "--threads=1",
                "--precision=fp32",
                "--quiet",
                "--out=" + runs));
        arguments.addAll(List.of(more));
        Shell shell = Shell.facet(arguments.toArray(String[]::new));
        assertThat(shell.code()).as(shell.err()).isZero();
        return runs.resolve("00000-heat-infogan");
    }
}
