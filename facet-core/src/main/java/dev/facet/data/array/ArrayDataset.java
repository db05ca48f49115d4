package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Fingerprint;
import dev.facet.data.ImageShape;
import dev.facet.data.Labels;
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
    private final @Nullable Labels labels;
    private final @Nullable Factors factors;
    private volatile @Nullable PixelFile pixels;

    private ArrayDataset(
            String name,
            ImageShape shape,
            int size,
            String fingerprint,
            @Nullable Labels labels,
            @Nullable Factors factors,
            PixelFile pixels) {
        this.name = name;
        this.shape = shape;
        this.size = size;
        this.fingerprint = fingerprint;
        this.labels = labels;
        this.factors = factors;
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
     * @throws FormatException if the array does not hold images, or there are more or fewer {@code labels} or {@code
     *     factors} than images
     */
    static ArrayDataset open(
            String name,
            Path file,
            byte[] content,
            String array,
            NumberArray images,
            Optional<NumberArray> other,
            @Nullable Labels labels,
            @Nullable Factors factors,
            Path cache)
            throws IOException {
        ArrayLayout layout = ArrayLayout.of(file, array, images.dimensions());
        int count = images.items();
        byte[] key = HexFormat.of()
                .parseHex(new Fingerprint()
                        .add("array 1")
                        .add(content, content.length)
                        .add(array)
                        .add(count)
                        .add(layout.shape())
                        .hex());
        PixelFile pixels = PixelCache.get(cache, key, layout.shape(), count + " images of " + file, out -> {
            List<NumberArray> parts = new ArrayList<>(List.of(images));
            other.ifPresent(parts::add);
            ValueRange range = ValueRange.of(file, parts);
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
        return new ArrayDataset(name, layout.shape(), count, HexFormat.of().formatHex(key), labels, factors, pixels);
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
        return Optional.ofNullable(labels);
    }

    @Override
    public Optional<Factors> factors() {
        return Optional.ofNullable(factors);
    }

    /** The range of values that was detected. */
    @Override
    public String remark() {
        PixelFile open = pixels;
        return open == null || open.flaws().isEmpty()
                ? ""
                : "values are " + open.flaws().get(0).reason();
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
