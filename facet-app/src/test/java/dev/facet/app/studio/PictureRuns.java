package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.facet.app.Shell;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs on folders of small pictures, whose models are useless. */
final class PictureRuns {
    /** The name of a run in its folder. */
    static final String RUN = "00000-pictures-infogan";

    private static final List<String> SETTINGS = List.of(
            "training.threads=1",
            "training.batch=16",
            "model.width=4",
            "training.precision=fp32",
            "training.schedule=constant",
            "encoder.steps=0",
            "infogan.align=false",
            "infogan.categories.alone=false",
            "infogan.consistency.starts=1",
            "data.held-out=0");

    private PictureRuns() {}

    /** Trains three steps on {@code count} pictures of the classes left and right, below {@code folder}. */
    static Path below(Path folder, int count, String codes) throws IOException {
        Path pictures = folder.resolve("pictures");
        for (int i = 0; i < count; i++) {
            Path kind = Files.createDirectories(pictures.resolve(i % 2 == 0 ? "left" : "right"));
            Files.write(kind.resolve("bar " + i + ".png"), SmallPictures.png(i % 2 == 0 ? i % 16 : 16 + i % 16));
        }
        return train(pictures, folder.resolve("runs"), codes);
    }

    /** Trains three steps on a folder. */
    static Path train(Path pictures, Path runs, String codes) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("train", pictures.toString(), "--preset=images", "--steps=3", "--quiet", "--codes=" + codes));
        SETTINGS.forEach(setting -> arguments.add("--set=" + setting));
        arguments.add("--out=" + runs);
        Shell shell = Shell.facet(arguments.toArray(String[]::new));
        assertThat(shell.code()).as(shell.err()).isZero();
        try (Stream<Path> made = Files.list(runs)) {
            return made.sorted().reduce((first, second) -> second).orElseThrow();
        }
    }
}
