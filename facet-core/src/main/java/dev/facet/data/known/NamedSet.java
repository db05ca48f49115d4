package dev.facet.data.known;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.data.Split;
import dev.facet.data.cache.UserCache;
import dev.facet.data.known.Download.Listener;

/** A public data set known by a name. It is looked for in {@code $FACET_DATA/NAME}, then in the user's cache. */
public sealed interface NamedSet permits KnownSet, HandPlacedSet {
    /** All sets. */
    static List<NamedSet> all() {
        List<NamedSet> all = new ArrayList<>(KnownSet.all());
        all.addAll(HandPlacedSet.all());
        return all;
    }

    String name();

    /** A description in one line. */
    String what();

    /** The shape of an image as it is stored. */
    Shape shape();

    /** The number of training images. */
    int train();

    /** The number of test images. */
    int test();

    /** In words, where to get the set if it is not on this machine. */
    String elsewhere();

    /** Whether {@code folder} holds all needed files. */
    boolean isComplete(Path folder);

    /** A folder on this machine that holds the set, which is fetched if necessary. */
    Path get(Map<String, String> environment, Download download, Listener progress) throws IOException;

    /** Opens a part of the set from a folder that holds it, in the shape that {@code data} asks for. */
    Dataset open(Path folder, DataConfig data, Split split, Path cache) throws IOException;

    /** A folder that holds the complete set, if there is one. */
    default Optional<Path> find(Map<String, String> environment) {
        return places(environment).stream().filter(this::isComplete).findFirst();
    }

    /** The folders where it is looked for, in this order. */
    default List<Path> places(Map<String, String> environment) {
        List<Path> places = new ArrayList<>();
        String own = environment.getOrDefault("FACET_DATA", "");
        if (!own.isBlank()) {
            places.add(Path.of(own, name()));
        }
        places.add(UserCache.folder(environment).resolve("data").resolve(name()));
        return places;
    }
}
