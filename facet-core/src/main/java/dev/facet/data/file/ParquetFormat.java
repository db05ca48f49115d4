package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.LeftOut;
import dev.facet.data.NoImages;
import dev.facet.data.Split;
import dev.facet.data.picture.ImageFolder;
import dev.facet.data.picture.ParquetPictures;
import dev.facet.format.FormatException;
import dev.facet.format.ImageFile;
import dev.facet.format.ParquetFile;
import dev.facet.format.ParquetFile.Column;
import dev.facet.format.ParquetFile.Kind;
import dev.facet.format.ParquetRows;

/**
 * Images in a column of Parquet files, one file or a folder of them: pictures, as Hugging Face has them, or the numbers
 * of pixels, in a list or in a column each.
 */
public final class ParquetFormat implements DataFormat {
    private static final List<String> PICTURES = List.of("image", "img", "picture", "photo", "pixels");
    private static final int MOST_SHOWN = 30;
    private static final int MOST_LISTS = 100;

    @Override
    public String what() {
        return "a Parquet file or folder";
    }

    @Override
    public boolean recognises(Path path) throws IOException {
        return Files.isRegularFile(path) ? ParquetFile.detect(path) : ParquetFolder.isOne(path);
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        ParquetFolder folder = ParquetFolder.of(path);
        List<ParquetFile> train = open(folder.train());
        List<ParquetFile> test = open(folder.test());
        Column column = column(path, train.get(0));
        List<ParquetFile> all = new ArrayList<>(train);
        all.addAll(test);
        for (ParquetFile table : all) {
            if (!table.columns().containsAll(train.get(0).columns())) {
                throw new FormatException(
                        table.file(),
                        "has other columns than " + train.get(0).file().getFileName()
                                + "; the files of a folder must be parts of one data set");
            }
        }
        ParquetCaptions captions = ParquetCaptions.read(column.name(), train, test);
        if (column.kind() != Kind.BYTES || !isPicture(train.get(0), column)) {
            return ParquetNumbers.open(path, folder, column, captions, train, test)
                    .open(data, split, cache);
        }
        try (ParquetPictures pictures = new ParquetPictures(path, column.name(), train, test)) {
            if (split == Split.TEST && test.isEmpty()) {
                Dataset whole =
                        ImageFolder.open(folder.name(), pictures, captions.of(pictures), data, Split.TRAIN, cache);
                try (whole) {
                    return new NoImages(folder.name(), whole.shape());
                }
            }
            List<LeftOut> leftOut = new ArrayList<>(folder.leftOut());
            leftOut.addAll(captions.leftOut());
            List<String> remarks = new ArrayList<>(folder.remarks());
            remarks.add("images are in the column " + column.name());
            return new Noted(
                    ImageFolder.open(folder.name(), pictures, captions.of(pictures), data, split, cache),
                    remarks,
                    leftOut);
        }
    }

    private static List<ParquetFile> open(List<Path> files) throws IOException {
        List<ParquetFile> tables = new ArrayList<>();
        for (Path file : files) {
            ParquetFile table = ParquetFile.open(file);
            if (table.rows() > 0) {
                tables.add(table);
            }
        }
        if (tables.isEmpty() && !files.isEmpty()) {
            throw new FormatException(files.get(0), "has no rows, so there are no images in it");
        }
        return tables;
    }

    /** The column of images: the one with a usual name, else the only one that may be. */
    private static Column column(Path path, ParquetFile table) throws IOException {
        List<Column> bytes = table.columns().stream()
                .filter(column -> column.kind() == Kind.BYTES)
                .toList();
        Optional<Column> pictures = usualOrOnly(bytes);
        if (pictures.isPresent()) {
            return pictures.get();
        }
        Map<Column, int[]> lists = lists(table);
        List<Column> pixels = lists.keySet().stream()
                .filter(column -> ParquetNumbers.mayBeImages(lists.getOrDefault(column, new int[0])))
                .toList();
        Optional<Column> images = usualOrOnly(pixels);
        if (images.isPresent()) {
            return images.get();
        }
        if (PixelColumns.of(table).isPresent()) {
            return new Column("", Kind.NUMBER);
        }
        List<Column> possible = new ArrayList<>(bytes);
        possible.addAll(pixels);
        throw new FormatException(
                path,
                possible.isEmpty()
                        ? "there is no column of images: there are " + listed(table.columns(), lists)
                                + ". Wanted is one with the bytes of"
                                + " pictures' files, such as `facet data convert DATA OUT --shards 8` makes; or with"
                                + " lists of numbers of equal length that are images: [height, width], 1 or 3"
                                + " channels of that, or as many values as a square has, such as 784"
                        : "several columns may be images: " + listed(possible, lists) + ". Call the right one image");
    }

    private static Optional<Column> usualOrOnly(List<Column> columns) {
        for (String name : PICTURES) {
            for (Column column : columns) {
                if (column.name().equalsIgnoreCase(name)) {
                    return Optional.of(column);
                }
            }
        }
        return columns.size() == 1 ? Optional.of(columns.get(0)) : Optional.empty();
    }

    /** The columns of lists of numbers, with the lengths of the lists in the first row. */
    private static Map<Column, int[]> lists(ParquetFile table) throws IOException {
        List<Column> columns = table.columns().stream()
                .filter(column -> column.kind() == Kind.NUMBERS)
                .limit(MOST_LISTS)
                .toList();
        Map<Column, int[]> lists = new LinkedHashMap<>();
        if (columns.isEmpty()) {
            return lists;
        }
        try (ParquetRows rows = table.read(columns.stream().map(Column::name).toList())) {
            @Nullable Object[] first = rows.next();
            for (int i = 0; i < first.length; i++) {
                lists.put(columns.get(i), ParquetNumbers.dimensions(first[i]));
            }
        }
        return lists;
    }

    private static String listed(List<Column> columns, Map<Column, int[]> lists) {
        return columns.stream()
                        .limit(MOST_SHOWN)
                        .map(column -> column.name() + " (" + word(column.kind(), lists.get(column)) + ")")
                        .collect(Collectors.joining(", "))
                + (columns.size() > MOST_SHOWN ? ", …" : "");
    }

    private static String word(Kind kind, int @Nullable [] lengths) {
        return switch (kind) {
            case BYTES -> "bytes";
            case NUMBER -> "a number";
            case TEXT -> "text";
            case NUMBERS ->
                lengths == null || lengths.length == 0
                        ? "lists of numbers"
                        : "lists of "
                                + Arrays.stream(lengths)
                                        .mapToObj(Integer::toString)
                                        .collect(Collectors.joining("×"))
                                + " numbers";
            case OTHER -> "something else";
        };
    }

    /** Whether the first bytes in a column are those of a picture's file. */
    private static boolean isPicture(ParquetFile table, Column column) throws IOException {
        try (ParquetRows rows = table.read(List.of(column.name()))) {
            for (int row = 0; row < Math.min(table.rows(), 20); row++) {
                if (rows.next()[0] instanceof byte[] content && content.length > 0) {
                    return ImageFile.detect(content).isPresent() || !ParquetNumbers.mayBePixels(content.length);
                }
            }
        }
        return true;
    }
}
