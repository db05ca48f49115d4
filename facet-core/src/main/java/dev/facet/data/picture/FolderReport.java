package dev.facet.data.picture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.LeftOut;
import dev.facet.data.Split;
import dev.facet.data.picture.FolderScan.Image;
import dev.facet.data.picture.FolderScan.Other;
import dev.facet.data.picture.PictureSource.Entry;
import dev.facet.data.picture.ReadReport.Skipped;
import dev.facet.format.FileKind;
import dev.facet.format.FileStart;

/** What the scans of both parts of a set found, in words: what is read, and what is left out and why. */
record FolderReport(PictureParts parts, FolderScan train, FolderScan test) {
    private static final int MOST_REASONS = 20;
    private static final int MOST_KINDS = 12;

    /** Lists the images by their paths from the top; a scan of a part has paths within the part. */
    Captions.Listed listed(Split split) {
        List<String> training = paths(parts.trainFolder(), train.images());
        List<String> testing = paths(parts.testFolder(), test.images());
        List<String> all = new ArrayList<>(training);
        all.addAll(testing);
        Set<String> bad = new HashSet<>();
        train.bad().forEach(skipped -> bad.add(parts.trainFolder() + skipped.path()));
        test.bad().forEach(skipped -> bad.add(parts.testFolder() + skipped.path()));
        List<Entry> files = new ArrayList<>(parts.outside());
        train.others().forEach(other -> files.add(fromTop(other, parts.trainFolder())));
        test.others().forEach(other -> files.add(fromTop(other, parts.testFolder())));
        List<String> folders = parts.parted() ? List.of(parts.trainFolder(), parts.testFolder()) : List.of();
        return new Captions.Listed(split == Split.TRAIN ? training : testing, all, bad, folders, files);
    }

    private static List<String> paths(String folder, List<Image> images) {
        return images.stream().map(image -> folder + image.file().relative()).toList();
    }

    private static Entry fromTop(Other other, String folder) {
        return other.file().as(folder + other.file().relative());
    }

    /** Refuses a set without images, and says what is there in their place. */
    void requireImages(Path folder, DataConfig data) {
        require(folder.resolve(parts.trainFolder()), train, data);
        if (parts.parted()) {
            require(folder.resolve(parts.testFolder()), test, data);
        }
    }

    private static void require(Path folder, FolderScan scan, DataConfig data) {
        if (scan.images().isEmpty() && scan.bad().isEmpty()) {
            refuseDocument(folder);
            String there = scan.others().isEmpty()
                    ? "; it is empty."
                    : ", only " + scan.others().size() + " other file"
                            + (scan.others().size() == 1 ? "" : "s") + ": " + kinds(scan.others()) + ".";
            throw new UsageException(folder
                    + " holds no images Facet can read (PNG, JPEG, GIF, BMP, WebP, TIFF, PBM, PGM, PPM)" + there
                    + advice(folder, scan.others()));
        }
        boolean open = data.resolution() == 0 || data.channels() == 0;
        if (scan.images().isEmpty() && open) {
            new ReadReport(0, scan.bad()).refuseIfTooManyAreBad(folder, 0);
        }
    }

    /** Documents, such as those of Excel, are ZIP archives. */
    private static void refuseDocument(Path folder) {
        try {
            if (Files.isRegularFile(folder)) {
                Optional<FileKind> kind =
                        FileKind.of(FileStart.of(folder).bytes()).filter(FileKind::isDocument);
                if (kind.isPresent()) {
                    throw new UsageException(folder + " is " + kind.get() + ".");
                }
            }
        } catch (IOException gone) {
            // What was found in it is told.
        }
    }

    /** What to do about a folder or archive without pictures. */
    private static String advice(Path folder, List<Other> others) {
        boolean archive = Files.isRegularFile(folder);
        boolean data = others.stream().anyMatch(other -> other.kind().group() == FileKind.Group.DATA);
        boolean table =
                others.stream().anyMatch(other -> other.file().relative().matches("(?i).*\\.(csv|tsv|ts|arff|bin)"));
        if (archive && (data || table)) {
            return " Of archives only pictures and series are read: unpack it, and give the folder or one of its"
                    + " files.";
        }
        return data
                ? " Archives and arrays in a folder are not read together: give one of these files, or unpack the"
                        + " archives."
                : " Check the path.";
    }

    private static String kinds(List<Other> others) {
        return byKind(others).entrySet().stream()
                .limit(MOST_KINDS)
                .map(kind -> kind.getValue().size() + " " + kind.getKey().many() + " (such as "
                        + kind.getValue().get(0)
                        + (kind.getKey().advice().isEmpty()
                                ? ""
                                : "; " + kind.getKey().advice()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static Map<FileKind, List<String>> byKind(List<Other> others) {
        Map<FileKind, List<String>> kinds = new LinkedHashMap<>();
        for (Other other : others) {
            kinds.computeIfAbsent(other.kind(), kind -> new ArrayList<>())
                    .add(other.file().relative());
        }
        return kinds;
    }

    /** All that is left out of a part. Files outside both parts are told with the training part. */
    List<LeftOut> leftOut(Split split, PictureSource.Listing listing, Captions.Known known, ReadReport report) {
        List<LeftOut> all = new ArrayList<>();
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        for (Skipped skipped : report.bad()) {
            String reason = reasons.size() < MOST_REASONS || reasons.containsKey(skipped.reason())
                    ? skipped.reason()
                    : "cannot be used, for other reasons";
            reasons.computeIfAbsent(reason, key -> new ArrayList<>()).add(skipped.path());
        }
        reasons.forEach((reason, paths) ->
                all.add(new LeftOut("damaged pictures", paths.size(), "each of which " + reason, paths)));
        for (ReadReport.Missing lost : report.missing()) {
            all.add(new LeftOut(
                    "rows of " + lost.file(), lost.rows(), "since the file " + lost.reason(), List.of(), true));
        }
        all.addAll(known.leftOut());
        List<Other> others = new ArrayList<>();
        if (split == Split.TRAIN) {
            all.addAll(listing.leftOut());
            outside(all, known.used());
            train.others().forEach(other -> others.add(new Other(fromTop(other, parts.trainFolder()), other.kind())));
        }
        test.others().forEach(other -> others.add(new Other(fromTop(other, parts.testFolder()), other.kind())));
        others.removeIf(other -> known.used().contains(other.file().relative()));
        byKind(others).forEach((kind, paths) -> all.add(new LeftOut(kind.many(), paths.size(), reason(kind), paths)));
        return all;
    }

    private static String reason(FileKind kind) {
        return switch (kind.group()) {
            case PICTURE -> "which are not read: " + kind.advice();
            case OTHER -> "which are no pictures" + (kind.advice().isEmpty() ? "" : " (" + kind.advice() + ")");
            case DATA -> "which are no pictures (point to such a file itself to read it)";
            case STAND_IN, TEXT -> "which are no pictures";
        };
    }

    /** Files that are in neither part: pictures by their folder, all others together. */
    private void outside(List<LeftOut> all, Set<String> used) {
        Map<String, List<String>> pictures = new TreeMap<>();
        List<String> others = new ArrayList<>();
        for (Entry file : parts.outside()) {
            if (FolderScan.isImage(file)) {
                int slash = file.relative().lastIndexOf('/');
                String folder = slash < 0 ? "" : file.relative().substring(0, slash + 1);
                pictures.computeIfAbsent(folder, key -> new ArrayList<>()).add(file.relative());
            } else if (!used.contains(file.relative())) {
                others.add(file.relative());
            }
        }
        pictures.forEach((folder, paths) -> all.add(new LeftOut(
                folder.isEmpty() ? "pictures" : "pictures of " + folder, paths.size(), parts.why(), paths)));
        if (!others.isEmpty()) {
            all.add(new LeftOut("files beside the parts", others.size(), "which are no pictures", others));
        }
    }

    /** How the set was understood. */
    List<String> remarks(Captions.Known known) {
        List<String> remarks = new ArrayList<>();
        if (parts.parted()) {
            remarks.add("the pictures of " + parts.testFolder() + " are held out");
        }
        remarks.addAll(known.remarks());
        return remarks;
    }
}
