package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Copies of runs that were trained once, for tests that change them. */
final class RunCopy {
    private RunCopy() {}

    /** Copies a run's folder, with all that is in it. */
    static void make(Path run, Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(run.relativize(file).toString()));
            }
        }
    }
}
