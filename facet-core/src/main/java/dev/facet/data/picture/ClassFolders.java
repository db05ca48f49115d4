package dev.facet.data.picture;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.facet.data.Labels;
import dev.facet.data.LeftOut;
import dev.facet.data.picture.Captions.Listed;

/**
 * Classes from the names of folders. Folders that hold all pictures of all parts do not count. If not every picture
 * lies in a folder, there are no classes, and what was found says so. A part without any folders has no classes, while
 * the other part has some.
 */
record ClassFolders(Labels labels, List<LeftOut> leftOut, List<String> remarks) {
    private static final int SHOWN = 12;
    private static final Labels NONE = new Labels(List.of(), new int[0]);
    private static final ClassFolders NOTHING = new ClassFolders(NONE, List.of(), List.of());

    /** Whether there are classes. */
    boolean found() {
        return !labels.names().isEmpty();
    }

    static ClassFolders of(Listed pictures) {
        List<String> all = pictures.all().stream().map(pictures::below).toList();
        String top = common(all);
        Map<String, Integer> counts = new TreeMap<>(order());
        int loose = 0;
        for (String path : all) {
            String folder = folder(path, top);
            if (folder.isEmpty()) {
                loose++;
            } else {
                counts.merge(folder, 1, Integer::sum);
            }
        }
        if (counts.size() < 2) {
            return NOTHING;
        }
        List<String> names = List.copyOf(counts.keySet());
        long own = pictures.images().stream()
                .filter(path -> folder(pictures.below(path), top).isEmpty())
                .count();
        if (loose > 0
                && own == pictures.images().size()
                && loose < all.size()
                && !pictures.folders().isEmpty()) {
            return NOTHING;
        }
        if (own > 0 || (loose > 0 && loose != all.size() - pictures.images().size())) {
            int sorted = all.size() - loose;
            return new ClassFolders(
                    NONE,
                    List.of(new LeftOut(
                            "labels from folders",
                            sorted,
                            "as " + sorted + " of " + all.size() + " pictures lie in folders and " + loose
                                    + " do not; all are used, without classes. Put the others into folders, or move"
                                    + " them away",
                            names)),
                    List.of());
        }
        if (areShards(all, top, names)) {
            return new ClassFolders(
                    NONE,
                    List.of(),
                    List.of("the folders " + names.get(0) + ", " + names.get(1)
                            + " and so on only cut the set into pieces, and are no classes"));
        }
        TreeSet<String> ordered = new TreeSet<>(order());
        ordered.addAll(names);
        Labels labels = labels(
                ordered,
                pictures.images().stream()
                        .map(path -> folder(pictures.below(path), top))
                        .toList());
        return new ClassFolders(labels, List.of(), numbering(names));
    }

    /** How classes are counted, where their names are numbers that say something else. */
    static List<String> numbering(List<String> names) {
        boolean differs = false;
        for (int k = 0; k < names.size(); k++) {
            if (!isNumber(names.get(k))) {
                return List.of();
            }
            differs |= !names.get(k).equals(Integer.toString(k));
        }
        if (!differs) {
            return List.of();
        }
        List<String> shown = new ArrayList<>();
        for (int k = 0; k < Math.min(SHOWN, names.size()); k++) {
            shown.add("#" + k + " is " + names.get(k));
        }
        return List.of("classes are numbered in the order of their names: " + String.join(", ", shown)
                + (names.size() > SHOWN ? " and so on" : ""));
    }

    /** Orders numbers by value, and before text. */
    static Comparator<String> order() {
        return Comparator.comparing((String name) -> !isNumber(name))
                .thenComparing(name -> isNumber(name) ? new BigInteger(name) : BigInteger.ZERO)
                .thenComparing(Comparator.naturalOrder());
    }

    private static boolean isNumber(String name) {
        return name.matches("-?[0-9]{1,18}");
    }

    /** Labels with the classes {@code names}, in their order; {@code values} has the class of each image. */
    static Labels labels(TreeSet<String> names, List<String> values) {
        List<String> ordered = List.copyOf(names);
        Comparator<? super String> order = names.comparator();
        return new Labels(
                ordered,
                values.stream()
                        .mapToInt(value -> Collections.binarySearch(ordered, value, order))
                        .toArray());
    }

    /** The folders that all paths share, with a slash. */
    private static String common(List<String> paths) {
        if (paths.isEmpty()) {
            return "";
        }
        String first = paths.get(0);
        String top = first.substring(0, first.lastIndexOf('/') + 1);
        for (String path : paths) {
            while (!path.startsWith(top)) {
                top = top.substring(0, top.lastIndexOf('/', top.length() - 2) + 1);
            }
        }
        return top;
    }

    /** The first folder of a path below {@code top}; nothing if there is none. */
    private static String folder(String path, String top) {
        int slash = path.indexOf('/', top.length());
        return slash < 0 ? "" : path.substring(top.length(), slash);
    }

    /** Whether folders called 00000, 00001 and so on hold pictures that are counted on from folder to folder. */
    private static boolean areShards(List<String> paths, String top, List<String> names) {
        if (!names.stream().allMatch(name -> name.matches("0*[0-9]{5,9}"))) {
            return false;
        }
        Map<String, long[]> ranges = new LinkedHashMap<>();
        for (String path : paths) {
            String file = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
            String digits = file.replaceAll("[^0-9]", "");
            if (digits.isEmpty() || digits.length() > 18) {
                return false;
            }
            long number = Long.parseLong(digits);
            long[] range = ranges.computeIfAbsent(folder(path, top), name -> new long[] {number, number});
            range[0] = Math.min(range[0], number);
            range[1] = Math.max(range[1], number);
        }
        List<long[]> ordered = ranges.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(order()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toList());
        for (int i = 1; i < ordered.size(); i++) {
            if (ordered.get(i)[0] <= ordered.get(i - 1)[1]) {
                return false;
            }
        }
        return true;
    }
}
