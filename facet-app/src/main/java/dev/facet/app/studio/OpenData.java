package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.facet.data.Dataset;
import dev.facet.train.RunFolder;
import dev.facet.train.RunItems;

/** Keeps the data of recently requested runs open. One request at a time reads. Thread-safe. */
final class OpenData implements AutoCloseable {
    private static final int MOST = 2;

    private final Map<Path, RunItems> open = new LinkedHashMap<>(4, 0.75f, true);

    /** A computation on data. */
    @FunctionalInterface
    interface Question<T> {
        T of(Dataset data) throws IOException;
    }

    /** A computation on all items of a run's data. */
    @FunctionalInterface
    interface ItemsQuestion<T> {
        T of(RunItems items) throws IOException;
    }

    /** Computes on the data that a run was given, with the items that it held out. */
    <T> T with(RunFolder run, Question<T> question) throws IOException {
        return items(run, items -> question.of(items.given()));
    }

    /** Computes on all items of a run's data, with the data's own test part. */
    synchronized <T> T items(RunFolder run, ItemsQuestion<T> question) throws IOException {
        RunItems data = open.get(run.path());
        if (data == null) {
            data = RunItems.open(run);
            open.put(run.path(), data);
            if (open.size() > MOST) {
                Map.Entry<Path, RunItems> oldest = open.entrySet().iterator().next();
                open.remove(oldest.getKey());
                oldest.getValue().close();
            }
        }
        return question.of(data);
    }

    @Override
    public synchronized void close() {
        open.values().forEach(RunItems::close);
        open.clear();
    }
}
