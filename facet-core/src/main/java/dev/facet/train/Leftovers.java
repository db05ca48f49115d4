package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.facet.format.AtomicFile;

/** Temporary files in a run's folder that remain when a process is killed while it writes. */
final class Leftovers {
    /** Files that only training writes; whoever holds the lock of the folder may remove them. */
    private static final Pattern TRAINERS =
            Pattern.compile("config\\.yaml|run\\.json|stats\\.jsonl|reals\\.png|(samples|codes)-\\d+\\.png");

    /** Age from which files of other commands are abandoned; these write their files within seconds. */
    private static final Duration OTHERS = Duration.ofHours(1);

    private Leftovers() {}

    /**
     * Removes temporary files of training, and abandoned ones of other commands, also in folders such as {@code
     * traversals}.
     */
    static void delete(Path run) throws IOException {
        List<Path> entries;
        try (Stream<Path> files = Files.walk(run, 2)) {
            entries = files.filter(Files::isRegularFile).toList();
        }
        Instant limit = Instant.now().minus(OTHERS);
        for (Path entry : entries) {
            Optional<String> target = AtomicFile.target(entry);
            if (target.isPresent()
                    && (TRAINERS.matcher(target.get()).matches()
                            || Files.getLastModifiedTime(entry).toInstant().isBefore(limit))) {
                Files.deleteIfExists(entry);
            }
        }
    }
}
