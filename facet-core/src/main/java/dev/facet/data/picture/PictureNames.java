package dev.facet.data.picture;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.facet.data.picture.Captions.Listed;

/**
 * Finds the picture that a table names: by its path from the top, from the table's own folder or from the folder of a
 * part, or by the name of its file if no other picture has that; each also without the ending.
 */
final class PictureNames {
    private static final int SEVERAL = -1;
    private static final int NONE = -2;

    /** The number of a picture among all, by a path or a name. */
    private final Map<String, Integer> paths = new HashMap<>();

    private final Map<String, Integer> names = new HashMap<>();
    private final Map<String, Integer> stems = new HashMap<>();
    private final Map<String, Integer> bare = new HashMap<>();
    private final Set<String> bad;
    private final Set<String> badNames = new HashSet<>();

    PictureNames(Listed pictures) {
        List<String> all = pictures.all();
        for (int i = 0; i < all.size(); i++) {
            String path = all.get(i);
            String below = pictures.below(path);
            paths.put(path, i);
            add(stems, stem(path), i);
            if (!below.equals(path)) {
                add(names, below, i);
                add(bare, stem(below), i);
            }
            if (!name(below).equals(below)) {
                add(names, name(below), i);
                add(bare, stem(name(below)), i);
            }
        }
        bad = pictures.bad();
        bad.forEach(path -> badNames.add(name(path)));
    }

    private static void add(Map<String, Integer> map, String key, int picture) {
        map.merge(key, picture, (one, other) -> SEVERAL);
    }

    /**
     * The number of the picture among all pictures; less than 0 if there is none or if it is unclear.
     *
     * @param folder the folder of the table, with a slash, or nothing
     */
    int find(String text, String folder) {
        String name = clean(text);
        for (String path : List.of(folder + name, name)) {
            int found = paths.getOrDefault(path, NONE);
            found = found == NONE ? stems.getOrDefault(path, NONE) : found;
            if (found != NONE) {
                return found;
            }
        }
        for (String path : List.of(name, name(name))) {
            int found = names.getOrDefault(path, NONE);
            found = found == NONE ? bare.getOrDefault(path, NONE) : found;
            found = found == NONE ? paths.getOrDefault(path, NONE) : found;
            found = found == NONE ? stems.getOrDefault(path, NONE) : found;
            if (found != NONE) {
                return found;
            }
        }
        return NONE;
    }

    /** Whether the text names a file that was meant to be a picture and cannot be used. */
    boolean isBad(String text, String folder) {
        String name = clean(text);
        return bad.contains(folder + name) || bad.contains(name) || badNames.contains(name(name));
    }

    static String clean(String text) {
        String name = text.strip().replace('\\', '/');
        while (name.startsWith("./") || name.startsWith("/")) {
            name = name.substring(name.indexOf('/') + 1);
        }
        return name;
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String stem(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
    }
}
