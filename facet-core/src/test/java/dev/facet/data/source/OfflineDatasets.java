package dev.facet.data.source;

import java.time.Duration;
import java.util.Map;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.known.Download;

/** Opens data like {@link Datasets}, from the folders of a test, without downloads. */
public final class OfflineDatasets {
    private OfflineDatasets() {}

    /** Opens a part of a set; {@code environment} has the folders of data and cache. */
    public static Dataset open(Map<String, String> environment, DataConfig data, Split split) {
        return of(environment).openPart(data, split, Download.Listener.NONE);
    }

    static Datasets of(Map<String, String> environment) {
        return new Datasets(environment, new Download(Duration.ofMillis(1), Duration.ZERO, 0));
    }
}
