package dev.facet.torch.group;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Ranks as threads of one process, each with its own group. */
public final class TwoRanks {
    /** The work of one rank. */
    @FunctionalInterface
    public interface Work<T> {
        T of(Group group) throws Exception;
    }

    private TwoRanks() {}

    /** Does the work on {@code size} ranks at once; the results are by rank. */
    public static <T> List<T> of(Path folder, int size, Work<T> work) throws Exception {
        Path file = folder.resolve("ranks-" + System.nanoTime());
        ExecutorService threads = Executors.newFixedThreadPool(size);
        try {
            List<Callable<T>> ranks = new ArrayList<>();
            for (int rank = 0; rank < size; rank++) {
                Rendezvous at = Rendezvous.local(file, rank, size, Duration.ofSeconds(60));
                ranks.add(() -> {
                    try (ProcessGroup group = ProcessGroup.join(at)) {
                        return work.of(group);
                    }
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(ranks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }
}
