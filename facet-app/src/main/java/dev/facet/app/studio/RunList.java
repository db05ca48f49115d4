package dev.facet.app.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.facet.config.UsageException;
import dev.facet.format.PlainFile;
import dev.facet.train.RunFolder;

/**
 * The runs that a server shows, by names that are safe in addresses: one run, or those in a folder and in its sweeps. A
 * name from a request is only looked up here; it never becomes part of a path. A folder whose run files are links is
 * not a run.
 */
final class RunList {
    private static final int MOST = 1000;
    private static final int MOST_ASKED = 50;
    private static final String BETWEEN = "~";

    private final Path root;

    /** {@code root} is a run or a folder of runs; it need not exist yet. */
    RunList(Path root) {
        this.root = root;
    }

    /** All present runs, the newest last. */
    Map<String, Path> all() {
        Map<String, Path> runs = new LinkedHashMap<>();
        if (isRun(root)) {
            runs.put(name(root.toAbsolutePath().normalize()), root);
            return runs;
        }
        for (Path child : folders(root)) {
            if (isRun(child)) {
                runs.put(name(child), child);
            } else {
                for (Path run : folders(child)) {
                    if (isRun(run)) {
                        runs.put(name(child) + BETWEEN + name(run), run);
                    }
                }
            }
            if (runs.size() >= MOST) {
                break;
            }
        }
        return runs;
    }

    /** Whether one of the newest runs is being trained. */
    boolean isAnyTraining() {
        List<Path> paths = new ArrayList<>(all().values());
        for (Path path : paths.subList(Math.max(0, paths.size() - MOST_ASKED), paths.size())) {
            try {
                if (RunFolder.open(path).isTraining()) {
                    return true;
                }
            } catch (IOException | UncheckedIOException | UsageException damaged) {
                // nothing is trained in a folder that cannot be read
            }
        }
        return false;
    }

    /** Whether the list is a single run, and not a folder of runs. */
    boolean isOne() {
        return isRun(root);
    }

    /** The run with that name. */
    RunFolder find(String name) {
        Path path = all().get(name);
        if (path == null) {
            throw new NotFound("there is no run '" + name + "'");
        }
        return RunFolder.open(path);
    }

    private static boolean isRun(Path folder) {
        return PlainFile.exists(folder.resolve("config.yaml")) && PlainFile.exists(folder.resolve("run.json"));
    }

    private static List<Path> folders(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            // a folder whose name begins with a dot is not finished, such as a new run
            return entries.filter(
                            entry -> Files.isDirectory(entry) && !name(entry).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }
}
