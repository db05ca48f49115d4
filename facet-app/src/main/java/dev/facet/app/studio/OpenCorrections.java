package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.facet.config.UsageException;
import dev.facet.train.Corrections;
import dev.facet.train.RunCorrections;
import dev.facet.train.RunCorrections.Finder;
import dev.facet.train.RunFolder;
import dev.facet.train.RunItems;

/** The corrections of runs, and their items in the runs' data. One request at a time reads or changes. Thread-safe. */
final class OpenCorrections {
    private static final int MOST = 2;

    private final OpenData data;
    private final Map<Path, View> open = new LinkedHashMap<>(4, 0.75f, true);

    /**
     * Corrections of a run.
     *
     * @param time of the file; 0 if there is none
     * @param data fingerprint of the run's items
     */
    record View(long time, String data, Corrections corrections, Finder finder) {}

    /** A computation on corrections. */
    @FunctionalInterface
    interface Question<T> {
        T of(View view) throws IOException;
    }

    /** A change of corrections. */
    @FunctionalInterface
    interface Change {
        Corrections of(View view) throws IOException;
    }

    OpenCorrections(OpenData data) {
        this.data = data;
    }

    /** Computes on the corrections of a run. */
    synchronized <T> T of(RunFolder run, Question<T> question) throws IOException {
        return question.of(view(run));
    }

    /** Changes the corrections of a run, and saves them. */
    synchronized void change(RunFolder run, Change change) throws IOException {
        requireWritable(run);
        View before = view(run);
        Corrections changed = change.of(before);
        RunCorrections.write(run, changed);
        open.put(run.path(), new View(time(run), before.data(), changed, before.finder()));
    }

    /**
     * Checks that files can be kept in a run's folder.
     *
     * @throws UsageException if it cannot be written to
     */
    static void requireWritable(RunFolder run) {
        if (!Files.isWritable(run.path())) {
            throw new UsageException(run.path() + " cannot be written to, so nothing can be kept there. Give yourself"
                    + " the right to write, or copy the run.");
        }
    }

    private View view(RunFolder run) throws IOException {
        String fingerprint = data.items(run, RunItems::fingerprint);
        @Nullable View before = open.get(run.path());
        boolean same = before != null && before.data().equals(fingerprint);
        if (before != null && same && before.time() == time(run)) {
            return before;
        }
        long time = time(run);
        Finder finder = before != null && same ? before.finder() : data.items(run, Finder::new);
        View view = new View(time, fingerprint, RunCorrections.read(run), finder);
        open.put(run.path(), view);
        if (open.size() > MOST) {
            open.remove(open.keySet().iterator().next());
        }
        return view;
    }

    private static long time(RunFolder run) {
        return RunCorrections.file(run).toFile().lastModified();
    }
}
