package dev.facet.app.studio;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;

import dev.facet.codes.LatentBatch;
import dev.facet.data.Items;
import dev.facet.model.Inversion;
import dev.facet.model.Model;
import dev.facet.train.RunFolder;

/**
 * Searches the row of an item in short parts, between which the workbench answers others. Limited in time and in number
 * at once. Thread-safe.
 */
final class RowSearch {
    /** The most steps of a search. */
    static final int MOST_STEPS = 1000;

    private static final int PART = 10;
    private static final int AT_ONCE = 2;
    private static final Duration LONGEST = Duration.ofSeconds(45);

    private final Workbench workbench;
    private final Semaphore free = new Semaphore(AT_ONCE);

    /**
     * What was found.
     *
     * @param row the row that came nearest
     * @param before mean absolute difference of what the search began with
     * @param after that of the row
     * @param steps how many steps were done; fewer than asked for if the time was over
     */
    record Found(LatentBatch row, double before, double after, int steps) {}

    /** A search with a model, which only the workbench's thread touches. */
    private record Search(Model model, Inversion inversion, int done) {}

    RowSearch(Workbench workbench) {
        this.workbench = workbench;
    }

    /** Searches with some steps, or fewer if they take longer than 45 seconds. */
    Found search(RunFolder run, Items item, int steps) throws IOException {
        if (!free.tryAcquire()) {
            throw new Busy("other pictures are being searched for; ask again in 2 s", 2);
        }
        try {
            long end = System.nanoTime() + LONGEST.toNanos();
            Search search = null;
            do {
                Search before = search;
                search = workbench.with(run, model -> further(model, before, item, steps));
            } while (search.done() < steps && System.nanoTime() < end);
            Inversion found = search.inversion();
            return new Found(found.rows(), found.errorsAtStart()[0], found.errors()[0], search.done());
        } finally {
            free.release();
        }
    }

    /** Goes on, or begins anew if there is another model since, with other weights. */
    private static Search further(Model model, @Nullable Search before, Items item, int steps) {
        Search search = before == null || before.model() != model
                ? new Search(model, new Inversion(model, item, steps), 0)
                : before;
        int part = Math.min(PART, steps - search.done());
        search.inversion().run(model, part);
        return new Search(model, search.inversion(), search.done() + part);
    }
}
