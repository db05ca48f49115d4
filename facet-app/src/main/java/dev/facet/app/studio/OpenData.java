package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.facet.Facet;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.train.RunFolder;

/** Keeps the data of recently requested runs open. One request at a time reads. Thread-safe. */
final class OpenData implements AutoCloseable {
    private static final int MOST = 2;

    private final Map<Path, Dataset> open = new LinkedHashMap<>(4, 0.75f, true);

    /** A computation on data. */
    @FunctionalInterface
    interface Question<T> {
        T of(Dataset data) throws IOException;
    }

    /** Computes on the data that a run was given, with the items that it held out. */
    synchronized <T> T with(RunFolder run, Question<T> question) throws IOException {
        Dataset data = open.get(run.path());
        if (data == null) {
            data = Facet.open(run.config().data().withHeldOut(0), Split.TRAIN);
            open.put(run.path(), data);
            if (open.size() > MOST) {
                Map.Entry<Path, Dataset> oldest = open.entrySet().iterator().next();
                open.remove(oldest.getKey());
                oldest.getValue().close();
            }
        }
        return question.of(data);
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Dataset::close);
        open.clear();
    }
}
