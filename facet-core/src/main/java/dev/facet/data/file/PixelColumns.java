package dev.facet.data.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.facet.format.ParquetFile;

/** The columns of a Parquet file that are pixels, one each. */
record PixelColumns(List<String> names) {
    private static final int LEAST = 64;

    /** The columns of numbers, if their count without those of labels is a square, or three times one. */
    static Optional<PixelColumns> of(ParquetFile table) {
        List<String> names = new ArrayList<>();
        for (ParquetFile.Column column : table.columns()) {
            String name = column.name().toLowerCase(Locale.ROOT);
            if (column.kind() == ParquetFile.Kind.NUMBER
                    && !ParquetCaptions.isLabel(name)
                    && !ParquetCaptions.isCounter(name)) {
                names.add(column.name());
            }
        }
        return names.size() >= LEAST && ParquetNumbers.mayBePixels(names.size())
                ? Optional.of(new PixelColumns(names))
                : Optional.empty();
    }
}
