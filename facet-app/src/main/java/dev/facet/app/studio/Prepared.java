package dev.facet.app.studio;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.facet.app.launch.Invocation;
import dev.facet.config.Hint;
import dev.facet.config.RunConfig;

/**
 * A run that can be started: its request was checked.
 *
 * @param label what it is trained on, in a word
 * @param arguments those of the command line, without {@code --out}
 * @param out the folder of runs
 * @param config its settings, before they are fitted to its time
 */
record Prepared(String label, List<String> arguments, Path out, RunConfig config) {
    /** All arguments of the command line. */
    List<String> all() {
        return Stream.concat(arguments.stream(), Stream.of("--out", out.toString()))
                .toList();
    }

    /** The command that does the same from a terminal in the folder where this program was started. */
    String command() {
        Path here = Path.of("").toAbsolutePath();
        boolean usual = here.resolve("runs").equals(out);
        return Invocation.command() + " "
                + (usual ? arguments : all())
                        .stream()
                                .map(word -> Hint.quoted(
                                        word.startsWith(here + File.separator)
                                                ? "."
                                                        + word.substring(
                                                                here.toString().length())
                                                : word))
                                .collect(Collectors.joining(" "));
    }
}
