package dev.facet.data.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.facet.data.PartName;
import dev.facet.data.PartName.Said;
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
     * The parts by the names of folders ({@link PartName}): two that differ only in the word for their part, such as
     * {@code train} and {@code test} or {@code training_set} and {@code test_set}. Of several that may be held out, a
     * test part is before a validation part. They lie at the top, or in the only folder there. Without both, all files
     * are of the training part.
     */
    static PictureParts of(List<Entry> files) {
        String top = "";
        for (int depth = 0; depth < MOST_DEPTH; depth++) {
            Set<String> folders = new TreeSet<>();
            boolean pictures = false;
            for (Entry file : files) {
                if (file.relative().startsWith(top)) {
                    int slash = file.relative().indexOf('/', top.length());
                    if (slash >= 0) {
                        folders.add(file.relative().substring(top.length(), slash));
                    } else {
                        pictures |= FolderScan.hasImageName(file.relative());
                    }
                }
            }
            Optional<String[]> pair = pair(folders);
            if (pair.isPresent()) {
                String train = top + pair.get()[0] + "/";
                String test = top + pair.get()[1] + "/";
                return divided(files, inner(files, train), inner(files, test));
            }
            if (folders.size() != 1 || pictures) {
                return whole(files);
            }
            top = top + folders.iterator().next() + "/";
        }
        return whole(files);
    }

    /** The folders of the training part and of the part that is held out; nothing if several pairs are as good. */
    private static Optional<String[]> pair(Set<String> folders) {
        Map<String, Said> said = new LinkedHashMap<>();
        folders.forEach(folder -> Said.of(folder).ifPresent(what -> said.put(folder, what)));
        Map<String, String[]> pairs = new LinkedHashMap<>();
        said.forEach((train, what) -> {
            if (what.part() == PartName.TRAIN) {
                said.entrySet().stream()
                        .filter(other -> other.getValue().part() != PartName.TRAIN
                                && other.getValue().rest().equals(what.rest()))
                        .min(Comparator.comparingInt(other -> other.getValue().rank()))
                        .ifPresent(test -> pairs.putIfAbsent(what.rest(), new String[] {train, test.getKey()}));
            }
        });
        return pairs.size() == 1 ? Optional.of(pairs.values().iterator().next()) : Optional.ofNullable(pairs.get(""));
    }

    /** The folder with all files of {@code part}: another by the same name within it, as archives often have. */
    private static String inner(List<Entry> files, String part) {
        String name = part.substring(part.lastIndexOf('/', part.length() - 2) + 1);
        boolean all = files.stream()
                .map(Entry::relative)
                .filter(path -> path.startsWith(part))
                .allMatch(path -> path.startsWith(part + name));
        return all ? part + name : part;
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
