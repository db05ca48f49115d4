package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.facet.calibrate.ItemReadingsFile;
import dev.facet.train.Checkpoint;
import dev.facet.train.RunFolder;
import dev.facet.train.RunItems;
import dev.facet.train.RunModel;
import dev.facet.train.RunReadings;

/**
 * What Q reads of all items of runs. It is read in the background, one run after the other, in pieces between which the
 * workbench serves other requests; and is kept in the run's folder. Thread-safe.
 */
final class OpenReadings implements AutoCloseable {
    private static final int MOST = 2;
    private static final int MOST_JOBS = 4;
    private static final int MOST_ENDED = 50;
    private static final long PAUSE_MILLIS = 200;
    private static final int ATTEMPTS = 300;
    private static final Logger LOG = LoggerFactory.getLogger(OpenReadings.class);

    private final Workbench workbench;
    private final OpenData data;
    private final Map<Path, Job> jobs = new LinkedHashMap<>();
    private final Map<Path, Kept> kept = new LinkedHashMap<>(4, 0.75f, true);
    private final Map<Path, Newest> newest = new LinkedHashMap<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "readings");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean open = true;

    /** Readings, and the time of the file they are in; 0 without a file. */
    private record Kept(long time, String data, ItemReadingsFile readings) {}

    /** Whether readings were of the newest model, when the run had a checkpoint and measurements of some times. */
    private record Newest(ItemReadingsFile readings, long step, List<Long> measured, boolean is) {}

    /** The reading of a run's items. */
    static final class Job {
        private volatile int done;
        private volatile int count;
        private volatile boolean over;
        private volatile String failure = "";

        /** How many items have been read. */
        int done() {
            return done;
        }

        /** How many there are; 0 while the data is opened. */
        int count() {
            return count;
        }

        /** Why it failed; empty if it did not. */
        String failure() {
            return failure;
        }

        /** Whether it goes on, or waits for the reading of another run. */
        boolean isUnderWay() {
            return !over;
        }
    }

    OpenReadings(Workbench workbench, OpenData data) {
        this.workbench = workbench;
        this.data = data;
    }

    /** The newest reading of a run that this server began; null if it began none. */
    synchronized @Nullable Job job(RunFolder run) {
        return jobs.get(run.path());
    }

    /**
     * Begins to read the items of a run, unless that is under way.
     *
     * @throws Busy if too many other runs are to be read
     */
    synchronized void begin(RunFolder run) {
        Job before = jobs.get(run.path());
        if (before != null && before.isUnderWay()) {
            return;
        }
        if (jobs.values().stream().filter(Job::isUnderWay).count() >= MOST_JOBS) {
            throw new Busy();
        }
        jobs.remove(run.path());
        jobs.values().removeIf(job -> jobs.size() > MOST_ENDED && !job.isUnderWay());
        Job job = new Job();
        jobs.put(run.path(), job);
        worker.execute(() -> {
            try {
                read(run, job);
            } catch (Busy ended) {
                job.failure = "the server had too much else to do, or ended";
            } catch (Exception | Error e) { // the page tells it
                LOG.warn("the items of {} could not be read", run.path(), e);
                job.failure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            } finally {
                job.over = true;
            }
        });
    }

    private void read(RunFolder run, Job job) throws IOException {
        try (RunItems items = RunItems.open(run)) {
            RunReadings.Reading reading = patiently(run, () -> new RunReadings.Reading(run, items, LOG::warn));
            try {
                job.count = reading.count();
                while (patiently(run, reading::more)) {
                    job.done = reading.done();
                }
                job.done = reading.done();
                ItemReadingsFile read = reading.keep(LOG::warn);
                keep(run, items.fingerprint(), read);
            } finally {
                Thread.interrupted(); // the workbench must have ended before the model is closed
                patiently(run, () -> {
                    reading.close();
                    return true;
                });
            }
        }
    }

    /** Repeats work that the workbench has no time for. */
    private <T> T patiently(RunFolder run, Callable<T> work) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                return workbench.alone(run, work);
            } catch (Busy busy) {
                if (!open && attempt > 0 || attempt == ATTEMPTS) {
                    throw busy;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy();
        }
    }

    private synchronized void keep(RunFolder run, String fingerprint, ItemReadingsFile read) {
        kept.put(run.path(), new Kept(time(run), fingerprint, read));
        if (kept.size() > MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
    }

    /** What was read of a run's items as they are now, perhaps with an older model; empty if nothing was. */
    Optional<ItemReadingsFile> known(RunFolder run) throws IOException {
        String fingerprint = data.items(run, RunItems::fingerprint);
        synchronized (this) {
            Kept before = kept.get(run.path());
            if (before != null && before.time() == time(run) && before.data().equals(fingerprint)) {
                return Optional.of(before.readings());
            }
        }
        Optional<ItemReadingsFile> found = data.items(run, items -> RunReadings.read(run, items, LOG::warn));
        found.ifPresent(read -> keep(run, fingerprint, read));
        return found;
    }

    /**
     * What was read of a run's items.
     *
     * @throws Conflict if nothing was
     */
    ItemReadingsFile require(RunFolder run) throws IOException {
        return known(run)
                .orElseThrow(() -> new Conflict("the items of this run have not been read yet; POST …/items/read"
                        + " begins it, and GET …/items says how far it is"));
    }

    /** Whether readings are of the run's newest model. */
    boolean areOfNewest(RunFolder run, ItemReadingsFile readings) throws IOException {
        long step = Checkpoint.lastStep(run.checkpoints()).orElse(0);
        List<Long> measured = RunModel.measured(run);
        synchronized (this) {
            Newest before = newest.get(run.path());
            if (before != null
                    && before.readings() == readings
                    && before.step() == step
                    && before.measured().equals(measured)) {
                return before.is();
            }
        }
        boolean is = RunReadings.areOfNewest(run, readings);
        synchronized (this) {
            newest.put(run.path(), new Newest(readings, step, measured, is));
            if (newest.size() > MOST) {
                newest.remove(newest.keySet().iterator().next());
            }
        }
        return is;
    }

    private static long time(RunFolder run) {
        return RunReadings.file(run).toFile().lastModified();
    }

    /** Ends the reading that is under way; its model is closed before this returns. */
    @Override
    public void close() {
        open = false;
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("the reading of items did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
