package dev.facet.app.studio;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.facet.train.RunFolder;
import dev.facet.train.Statistics;

/**
 * Keeps the statistics of recently requested runs, which are read incrementally. Limited in number and memory.
 * Thread-safe.
 */
final class OpenStatistics {
    private static final int MOST = 100;
    private static final long MOST_BYTES = 64 << 20;

    private final Map<Path, Statistics> open = new LinkedHashMap<>(16, 0.75f, true);

    synchronized Statistics of(RunFolder run) {
        Statistics statistics = open.computeIfAbsent(run.path(), path -> new Statistics(run.statistics()));
        long bytes = open.values().stream().mapToLong(Statistics::weight).sum();
        for (Iterator<Statistics> eldest = open.values().iterator(); open.size() > 1; ) {
            if (open.size() <= MOST && bytes <= MOST_BYTES) {
                break;
            }
            bytes -= eldest.next().weight();
            eldest.remove();
        }
        return statistics;
    }
}
