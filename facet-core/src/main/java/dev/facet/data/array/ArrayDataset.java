package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.facet.config.DataConfig.Levels;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Fingerprint;
import dev.facet.data.ImageShape;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;
import dev.facet.data.cache.PixelCache;
import dev.facet.data.cache.PixelFile;
import dev.facet.format.FormatException;
import dev.facet.format.NumberArray;
import dev.facet.format.ReadingProgress;

/**
 * The images of an array in a file. They are converted to bytes once, into a file in the user's cache. That file is
 * mapped into memory, so that sets larger than memory work. Thread-safe.
 */
final class ArrayDataset implements Dataset {
    private final String name;
    private final ImageShape shape;
    private final int size;
    private final String fingerprint;
    private final Known known;
    private final Notes notes;
    private volatile @Nullable PixelFile pixels;

    /** Labels and factors of images, each null if not known. */
    record Known(@Nullable Labels labels, @Nullable Factors factors) {}

    /**
     * What is said of a set.
     *
     * @param remarks how the reader interpreted it, as clauses
     * @param items a name for each image; empty if they have none but their index
     */
    record Notes(List<String> remarks, List<LeftOut> leftOut, List<String> items) {
        static final Notes NONE = new Notes(List.of(), List.of(), List.of());

        Notes {
            remarks = List.copyOf(remarks);
            leftOut = List.copyOf(leftOut);
            items = List.copyOf(items);
        }

        /** These notes and others; the names of items are those of these. */
        Notes and(List<String> moreRemarks, List<LeftOut> moreLeftOut) {
            return new Notes(
                    Stream.concat(remarks.stream(), moreRemarks.stream()).toList(),
                    Stream.concat(leftOut.stream(), moreLeftOut.stream()).toList(),
                    items);
        }
    }

    private ArrayDataset(
            String name, ImageShape shape, int size, String fingerprint, Known known, Notes notes, PixelFile pixels) {
        this.name = name;
        this.shape = shape;
        this.size = size;
        this.fingerprint = fingerprint;
        this.known = known;
        this.notes = notes;
        this.pixels = pixels;
    }

    /**
     * The images of one part of a set.
     *
     * @param file for messages
     * @param content a digest that determines the bytes of the file
     * @param array the name of the array, empty where the file has only one
     * @param images the images of the part
     * @param other the images of the other part; the range of values is that of both parts
     * @throws FormatException if the array does not hold images
     */
    static ArrayDataset open(
            String name,
            Path file,
            byte[] content,
            String array,
            ArrayLayout layout,
            Levels levels,
            NumberArray images,
            Optional<NumberArray> other,
            Known known,
            Notes notes,
            Path cache)
            throws IOException {
        int count = images.items();
        Fingerprint print = new Fingerprint()
                .add("array 1")
                .add(content, content.length)
                .add(array)
                .add(count)
                .add(layout.shape());
        if (layout.transposed()) {
            print.add("transposed");
        }
        if (layout.flat() > 0 && layout.interleaved()) {
            print.add("pixel by pixel");
        }
        if (levels != Levels.STORED) {
            print.add("stretched");
        }
        byte[] key = HexFormat.of().parseHex(print.hex());
        PixelFile pixels = PixelCache.get(cache, key, layout.shape(), count + " images of " + file, out -> {
            List<NumberArray> parts = new ArrayList<>(List.of(images));
            other.ifPresent(parts::add);
            ValueRange range = ValueRange.of(file, parts, levels);
            byte[] planar = new byte[layout.shape().bytes()];
            ReadingProgress progress = new ReadingProgress("decoding", file, count);
            images.forEach((index, item) -> {
                progress.at(index);
                layout.planar(item, range, planar);
                out.write(planar);
            });
            // The range is stored where folders store flaws of pictures, so that it is known without reading all values
            // again.
            return List.of(new PixelFile.Flaw(0, range.what()));
        });
        if (pixels.count() != count) {
            throw new FormatException(file, "changed while it was read");
        }
        return new ArrayDataset(name, layout.shape(), count, HexFormat.of().formatHex(key), known, notes, pixels);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        PixelFile open = pixels;
        if (open == null) {
            throw new IllegalStateException("the data set " + name + " is closed");
        }
        open.read(index, target, offset);
    }

    @Override
    public Optional<Labels> labels() {
        return Optional.ofNullable(known.labels());
    }

    @Override
    public Optional<Factors> factors() {
        return Optional.ofNullable(known.factors());
    }

    /** The range of values that was detected, and what else was assumed. */
    @Override
    public String remark() {
        PixelFile open = pixels;
        List<String> clauses = new ArrayList<>();
        if (open != null && !open.flaws().isEmpty()) {
            clauses.add("values are " + open.flaws().get(0).reason());
        }
        clauses.addAll(notes.remarks());
        return String.join("; ", clauses);
    }

    @Override
    public List<LeftOut> leftOut() {
        return notes.leftOut();
    }

    @Override
    public String nameOf(int index) {
        return notes.items().isEmpty() ? Integer.toString(index) : notes.items().get(index);
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    /** Releases the mapped file. */
    @Override
    public void close() {
        pixels = null;
    }
}
