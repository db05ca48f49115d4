package dev.facet.data.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.facet.data.picture.PictureSource.Entry;

/**
 * The parts of a set of pictures. Files of a part are called by their paths below the part's folder, all others by
 * their paths from the top.
 *
 * @param trainFolder the folder of the training part with a slash, or nothing
 * @param testFolder the folder of the part that is held out with a slash, or nothing
 * @param train files of the training part
 * @param test files of the part that is held out
 * @param outside files of neither part
 * @param why why pictures among these are left out, as a clause
 */
public record PictureParts(
        String trainFolder, String testFolder, List<Entry> train, List<Entry> test, List<Entry> outside, String why) {
    static final List<String> TRAIN = List.of("train", "training");
    /** The best first. */
    static final List<String> TEST = List.of("test", "testing", "val", "valid", "validation", "dev");

    private static final int MOST_DEPTH = 16;

    /** A set without parts. */
    public static PictureParts whole(List<Entry> files) {
        return new PictureParts("", "", files, List.of(), List.of(), "");
    }

    /** Whether a part is held out. */
    public boolean parted() {
        return !testFolder.isEmpty();
    }

    /**
     * The parts by the names of folders, whatever their case: {@code train} or {@code training}, and as the part that
     * is held out the first of {@code test}, {@code testing}, {@code val}, {@code valid}, {@code validation} and {@code
     * dev}. They lie at the top, or in the only folder there. Without both, all files are of the training part.
     */
    static PictureParts of(List<Entry> files) {
        String top = "";
        for (int depth = 0; depth < MOST_DEPTH; depth++) {
            Map<String, String> folders = new TreeMap<>();
            boolean pictures = false;
            for (Entry file : files) {
                if (file.relative().startsWith(top)) {
                    int slash = file.relative().indexOf('/', top.length());
                    if (slash >= 0) {
                        String name = file.relative().substring(top.length(), slash);
                        folders.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
                    } else {
                        pictures |= FolderScan.hasImageName(file.relative());
                    }
                }
            }
            String train = first(TRAIN, folders);
            String test = first(TEST, folders);
            if (!train.isEmpty() && !test.isEmpty()) {
                return divided(files, top + train + "/", top + test + "/");
            }
            if (folders.size() != 1 || pictures) {
                return whole(files);
            }
            top = top + folders.values().iterator().next() + "/";
        }
        return whole(files);
    }

    private static String first(List<String> names, Map<String, String> folders) {
        return names.stream()
                .filter(folders::containsKey)
                .findFirst()
                .map(folders::get)
                .orElse("");
    }

    private static PictureParts divided(List<Entry> files, String trainFolder, String testFolder) {
        List<Entry> train = new ArrayList<>();
        List<Entry> test = new ArrayList<>();
        List<Entry> outside = new ArrayList<>();
        for (Entry file : files) {
            String path = file.relative();
            if (path.startsWith(trainFolder)) {
                train.add(file.as(path.substring(trainFolder.length())));
            } else if (path.startsWith(testFolder)) {
                test.add(file.as(path.substring(testFolder.length())));
            } else {
                outside.add(file);
            }
        }
        return new PictureParts(
                trainFolder,
                testFolder,
                train,
                test,
                outside,
                "as " + trainFolder + " is trained on and " + testFolder + " held out");
    }
}
