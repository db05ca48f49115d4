package dev.facet.data.cache;

import java.nio.file.Path;
import java.util.Map;

/** The folder of data that is kept between runs and can be made again. */
public final class UserCache {
    private UserCache() {}

    /**
     * The first of {@code $FACET_CACHE}, {@code $XDG_CACHE_HOME/facet}, and {@code .cache/facet} in the user's home
     * that is set. The folder need not exist.
     */
    public static Path folder(Map<String, String> environment) {
        String own = environment.getOrDefault("FACET_CACHE", "");
        if (!own.isBlank()) {
            return Path.of(own);
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = shared.isBlank() ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(shared);
        return caches.resolve("facet");
    }
}
