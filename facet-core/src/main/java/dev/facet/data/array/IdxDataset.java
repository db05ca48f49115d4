package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.facet.data.Dataset;
import dev.facet.data.Fingerprint;
import dev.facet.data.ImageShape;
import dev.facet.data.Labels;
import dev.facet.format.FormatException;
import dev.facet.format.Idx;

/**
 * The images of an IDX file, with the labels of the file beside it if there is one. The pixels are held in memory.
 * Images are {@code [count, height, width]} or {@code [count, channels, height, width]} or {@code [count, height,
 * width, channels]}. Thread-safe; closing does nothing.
 */
public final class IdxDataset implements Dataset {
    /** MNIST's convention: {@code train-images-idx3-ubyte.gz} has its labels in {@code train-labels-idx1-ubyte.gz}. */
    private static final Pattern IMAGES = Pattern.compile("(.*)images([-.])idx[34]-ubyte(\\.gz)?");

    private final String name;
    private final ImageShape shape;
    private final int size;
    private final byte[] pixels;
    private final @Nullable Labels labels;
    private volatile @Nullable String fingerprint;

    private IdxDataset(String name, ImageShape shape, int size, byte[] pixels, @Nullable Labels labels) {
        this.name = name;
        this.shape = shape;
        this.size = size;
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * Opens the images in {@code file}, with labels from the file beside it if there is one; classes are named by their
     * numbers.
     *
     * @throws FormatException if a file is malformed or does not hold images or labels, or if their numbers differ
     */
    public static IdxDataset open(Path file) throws IOException {
        return open(name(file), file, List.of());
    }

    /** As {@link #open(Path)}, with names of the classes; an empty list names them by their numbers. */
    public static IdxDataset open(String name, Path file, List<String> classes) throws IOException {
        Idx idx = Idx.read(file);
        int[] d = idx.dimensions();
        byte[] pixels = idx.values();
        boolean planar = d.length == 4 && (d[1] == 1 || d[1] == 3);
        boolean interleaved = d.length == 4 && !planar && (d[3] == 1 || d[3] == 3);
        if (d.length != 3 && !planar && !interleaved) {
            throw new FormatException(
                    file,
                    "images were wanted, [count, height, width] or 1 or 3 channels of that; found "
                            + (d.length == 1 ? "one value per item, which would be labels" : Arrays.toString(d)));
        }
        int channels = planar ? d[1] : interleaved ? d[3] : 1;
        int height = planar ? d[2] : d[1];
        int width = planar ? d[3] : d[2];
        if (d[0] == 0 || height == 0 || width == 0) {
            throw new FormatException(file, "there are no images in it: " + Arrays.toString(d));
        }
        ImageShape shape = new ImageShape(channels, height, width);
        if (interleaved) {
            toPlanar(pixels, d[0], shape);
        }
        Optional<Path> labelFile = labelsBeside(file);
        Labels labels = labelFile.isPresent() ? readLabels(labelFile.get(), file, d[0], classes) : null;
        return new IdxDataset(name, shape, d[0], pixels, labels);
    }

    private static Labels readLabels(Path file, Path images, int count, List<String> classes) throws IOException {
        Idx idx = Idx.read(file);
        if (idx.dimensions().length != 1) {
            throw new FormatException(
                    file, "labels were wanted, one value per image; found " + idx.dimensions().length + " dimensions");
        }
        byte[] bytes = idx.values();
        if (bytes.length != count) {
            throw new FormatException(
                    file,
                    bytes.length + " labels, but " + count + " images in " + images
                            + "; they are not of the same set, or one is incomplete. Get both again, or move the"
                            + " labels away.");
        }
        int[] values = new int[count];
        int most = 0;
        for (int i = 0; i < count; i++) {
            values[i] = bytes[i] & 0xFF;
            most = Math.max(most, values[i]);
        }
        if (!classes.isEmpty() && most >= classes.size()) {
            throw new FormatException(file, "label " + most + ", but there are " + classes.size() + " classes");
        }
        List<String> names = classes.isEmpty()
                ? IntStream.rangeClosed(0, most).mapToObj(Integer::toString).toList()
                : classes;
        return new Labels(names, values);
    }

    /** The name of the folder for {@code mine/train-images-idx3-ubyte.gz}, else the name of the file. */
    static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        Path folder = file.toAbsolutePath().normalize().getParent();
        boolean part = name.startsWith("train-") || name.startsWith("t10k-");
        if (part && IMAGES.matcher(name).matches() && folder != null && folder.getFileName() != null) {
            return folder.getFileName().toString();
        }
        return name.replaceFirst("\\.gz$", "");
    }

    private static Optional<Path> labelsBeside(Path file) {
        Matcher matcher = IMAGES.matcher(String.valueOf(file.getFileName()));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String plain = matcher.group(1) + "labels" + matcher.group(2) + "idx1-ubyte";
        String other = matcher.group(3) == null ? plain + ".gz" : plain;
        String same = matcher.group(3) == null ? plain : plain + ".gz";
        return List.of(same, other).stream()
                .map(file::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static void toPlanar(byte[] pixels, int count, ImageShape shape) {
        byte[] image = new byte[shape.bytes()];
        int plane = shape.height() * shape.width();
        for (int i = 0; i < count; i++) {
            int start = i * image.length;
            System.arraycopy(pixels, start, image, 0, image.length);
            for (int channel = 0; channel < shape.channels(); channel++) {
                for (int p = 0; p < plane; p++) {
                    pixels[start + channel * plane + p] = image[p * shape.channels() + channel];
                }
            }
        }
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
        System.arraycopy(pixels, Objects.checkIndex(index, size) * shape.bytes(), target, offset, shape.bytes());
    }

    @Override
    public Optional<Labels> labels() {
        return Optional.ofNullable(labels);
    }

    /** The fingerprint of the uncompressed pixels, so that compression makes no difference. */
    @Override
    public String fingerprint() {
        String known = fingerprint;
        if (known == null) {
            known = new Fingerprint()
                    .add("images")
                    .add(size)
                    .add(shape)
                    .add(pixels, pixels.length)
                    .hex();
            fingerprint = known;
        }
        return known;
    }

    @Override
    public void close() {}
}
