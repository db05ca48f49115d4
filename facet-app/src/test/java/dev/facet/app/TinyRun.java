package dev.facet.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A run that trains in a second: its model is useless, but its run folder is complete. */
public final class TinyRun {
    public static final List<String> SETTINGS = List.of(
            "--threads=1", "--set=data.count=64", "--set=training.batch=16", "--set=model.width=4", "--precision=fp32");

    private TinyRun() {}

    /** Trains three steps of InfoGAN below {@code runs}, and returns the run folder. */
    public static Path below(Path runs) {
        return below(runs, "infogan", 3);
    }

    /** Trains three steps of a method. */
    public static Path below(Path runs, String method) {
        return below(runs, method, 3);
    }

    /** Trains a number of steps; every tenth writes statistics. */
    public static Path below(Path runs, String method, int steps) {
        List<String> arguments =
                new ArrayList<>(List.of("train", "strokes", "--method=" + method, "--steps=" + steps, "--quiet"));
        arguments.addAll(SETTINGS);
        arguments.add("--out=" + runs);
        Shell shell = Shell.facet(arguments.toArray(String[]::new));
        assertThat(shell.code()).as(shell.err()).isZero();
        return runs.resolve("00000-strokes-" + method);
    }
}
