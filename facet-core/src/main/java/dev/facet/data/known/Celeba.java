package dev.facet.data.known;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Split;
import dev.facet.data.picture.Captions;
import dev.facet.data.picture.ImageFolder;
import dev.facet.data.picture.PictureParts;
import dev.facet.data.picture.PictureSource;
import dev.facet.format.FormatException;

/**
 * Faces of celebrities with 40 attributes each (Liu et al. 2015): pictures in {@code img_align_celeba}, or beside the
 * tables. {@code list_attr_celeba.txt} has the number of pictures, a line of names, and a line for each picture with 1
 * or -1 for each attribute. Attributes become factors with the values 1 and 0. The optional {@code
 * list_eval_partition.txt} has a line for each picture with 0 (train), 1 (validation, which is left out) or 2 (test).
 * Tables may have lines for pictures that are missing.
 */
final class Celeba {
    static final String PICTURES = "img_align_celeba";
    static final String ATTRIBUTES = "list_attr_celeba.txt";
    private static final String PARTITION = "list_eval_partition.txt";
    private static final String TRAIN = "0";
    private static final String TEST = "2";
    private static final Set<String> ALL_PARTS = Set.of("0", "1", "2");
    private static final long MAX_BYTES = 1 << 28;
    private static final int LISTED = 5;

    private Celeba() {}

    static Dataset open(Path folder, DataConfig data, Split split, Path cache) throws IOException {
        Path pictures = Files.isDirectory(folder.resolve(PICTURES)) ? folder.resolve(PICTURES) : folder;
        Path partition = folder.resolve(PARTITION);
        Map<String, String> parts = Files.isRegularFile(partition) ? partition(partition) : null;
        PictureSource source = new PartedPictures(new PictureSource.Folder(pictures), parts);
        return ImageFolder.open("celeba", source, attributes(folder.resolve(ATTRIBUTES)), data, split, cache);
    }

    private static Map<String, String> partition(Path file) throws IOException {
        Map<String, String> parts = new HashMap<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String[] fields = lines.get(i).strip().split("\\s+");
            if (fields.length != 2 || !ALL_PARTS.contains(fields[1])) {
                throw wrong(file, i, "a picture and 0, 1 or 2", lines.get(i));
            }
            parts.put(fields[0], fields[1]);
        }
        return parts;
    }

    private static Attributes attributes(Path file) throws IOException {
        List<String> lines = lines(file);
        if (lines.size() < 2 || !lines.get(0).strip().matches("[0-9]{1,9}")) {
            throw new FormatException(
                    file, "its first line should be the number of pictures, its second the names of the attributes");
        }
        List<String> names = List.of(lines.get(1).strip().split("\\s+"));
        int count = Integer.parseInt(lines.get(0).strip());
        if (count != lines.size() - 2) {
            throw new FormatException(
                    file,
                    "its first line says " + count + " pictures, but there are lines for " + (lines.size() - 2)
                            + "; it is cut short or damaged, get it again");
        }
        Map<String, byte[]> rows = new HashMap<>();
        for (int i = 2; i < lines.size(); i++) {
            String[] fields = lines.get(i).strip().split("\\s+");
            boolean sound = fields.length == names.size() + 1
                    && Arrays.stream(fields).skip(1).allMatch(value -> value.equals("1") || value.equals("-1"));
            if (!sound) {
                throw wrong(file, i, "a picture and " + names.size() + " times 1 or -1", lines.get(i));
            }
            byte[] row = new byte[names.size()];
            for (int f = 0; f < row.length; f++) {
                row[f] = (byte) (fields[f + 1].equals("1") ? 1 : 0);
            }
            if (rows.put(fields[0], row) != null) {
                throw new FormatException(file, "has two lines for " + fields[0] + "; leave one");
            }
        }
        return new Attributes(file, names, rows);
    }

    /** The lines that are not blank, read as ISO-8859-1 so that no byte is malformed. */
    private static List<String> lines(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new FormatException(
                    file, "has " + Files.size(file) + " bytes; tables of more than 256 MiB are not read");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static FormatException wrong(Path file, int line, String wanted, String found) {
        return new FormatException(
                file,
                "line " + (line + 1) + " should be " + wanted + "; it is \""
                        + found.substring(0, Math.min(60, found.length())) + "\"");
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The attributes of the pictures, by the names of their files. */
    private record Attributes(Path file, List<String> names, Map<String, byte[]> rows) implements Captions {
        @Override
        public Known of(Listed pictures) throws FormatException {
            double[][] values = new double[names.size()][pictures.images().size()];
            Set<String> missing = new LinkedHashSet<>();
            for (int i = 0; i < pictures.images().size(); i++) {
                byte[] row = rows.get(fileName(pictures.images().get(i)));
                if (row == null) {
                    missing.add(pictures.images().get(i));
                    continue;
                }
                for (int f = 0; f < row.length; f++) {
                    values[f][i] = row[f];
                }
            }
            if (!missing.isEmpty()) {
                throw new FormatException(
                        file,
                        missing.size() + " of " + pictures.images().size() + " pictures have no line, such as "
                                + String.join(
                                        ", ", new ArrayList<>(missing).subList(0, Math.min(LISTED, missing.size())))
                                + "; get the table again, or move these pictures away");
            }
            return new Known(
                    Optional.empty(),
                    Optional.of(new Factors(names, values)),
                    Set.of(),
                    List.of(),
                    List.of(),
                    Set.of(ATTRIBUTES, PARTITION));
        }
    }

    /** The pictures, with the parts of the partition. */
    private record PartedPictures(
            PictureSource source, @Nullable Map<String, String> parts) implements PictureSource {
        @Override
        public Path path() {
            return source.path();
        }

        @Override
        public Listing list() {
            return source.list();
        }

        @Override
        public PictureParts parts(List<Entry> files) {
            if (parts == null) {
                return PictureParts.whole(files);
            }
            List<Entry> train = new ArrayList<>();
            List<Entry> test = new ArrayList<>();
            List<Entry> outside = new ArrayList<>();
            for (Entry file : files) {
                String part = parts.getOrDefault(fileName(file.relative()), "");
                (part.equals(TRAIN) ? train : part.equals(TEST) ? test : outside).add(file);
            }
            return new PictureParts(
                    "", "", train, test, outside, "as " + PARTITION + " lists them for neither training nor testing");
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
