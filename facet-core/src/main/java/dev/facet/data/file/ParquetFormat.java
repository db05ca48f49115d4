package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    private static Column column(Path path, ParquetFile table) throws FormatException {
        for (Kind kind : List.of(Kind.BYTES, Kind.NUMBERS)) {
            List<Column> columns = table.columns().stream()
                    .filter(column -> column.kind() == kind)
                    .toList();
            for (String name : PICTURES) {
                for (Column column : columns) {
                    if (column.name().equalsIgnoreCase(name)) {
                        return column;
                    }
                }
            }
            if (columns.size() == 1) {
                return columns.get(0);
            }
        }
        if (PixelColumns.of(table).isPresent()) {
            return new Column("", Kind.NUMBER);
        }
        throw new FormatException(
                path,
                "it is not clear which column holds the images: there are "
                        + table.columns().stream()
                                .limit(20)
                                .map(column -> column.name() + " (" + word(column.kind()) + ")")
                                .toList()
                        + ". Call it image; it has the bytes of a picture in each row, or lists of its pixels");
    }

    private static String word(Kind kind) {
        return switch (kind) {
            case BYTES -> "bytes";
            case NUMBER -> "a number";
            case TEXT -> "text";
            case NUMBERS -> "lists of numbers";
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
