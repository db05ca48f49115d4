package dev.facet.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.facet.format.Folders;

/**
 * Runs commands that people wait for, in a temporary folder. The launcher runs it once for each build and lets Java
 * write down the classes that it loaded; programs that start later find them ready. A command that fails is passed
 * over: later programs then start more slowly.
 */
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("facet");
        try {
            for (List<String> command : commands(folder)) {
                String[] words = command.toArray(String[]::new);
                Main.execute(Main.commandLine(words), words);
            }
        } finally {
            Folders.delete(folder);
        }
    }

    /** The commands, of which each may need files of those before it. */
    static List<List<String>> commands(Path folder) {
        String run = folder.resolve("00000-strokes-infogan").toString();
        Path pictures = folder.resolve("pictures");
        return List.of(
                List.of("--help"),
                List.of(
                        "train",
                        "strokes",
                        "--steps=1",
                        "--quiet",
                        "--threads=1",
                        "--precision=fp32",
                        "--device=cpu",
                        "--set=data.count=64",
                        "--set=training.batch=16",
                        "--set=model.width=4",
                        "--out=" + folder),
                List.of("inspect", run),
                List.of("generate", run, "--count=2", "--dir=" + pictures),
                List.of("generate", run, "--out=" + folder.resolve("samples.png")),
                List.of("traverse", run, "--out=" + folder.resolve("traversal.png")),
                List.of(
                        "encode",
                        run,
                        pictures.resolve("00000.png").toString(),
                        "--out=" + folder.resolve("codes.csv")));
    }
}
