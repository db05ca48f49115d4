package dev.facet.data.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

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
    private static final Pattern SET = Pattern.compile("(train|t10k)[^a-z].*");

    private final String name;
    private final ImageShape shape;
    private final int size;
    private final byte[] pixels;
    private final @Nullable Labels labels;
    private final List<String> remarks;
    private volatile @Nullable String fingerprint;

    private IdxDataset(
            String name, ImageShape shape, int size, byte[] pixels, @Nullable Labels labels, List<String> remarks) {
        this.name = name;
        this.shape = shape;
        this.size = size;
        this.pixels = pixels;
        this.labels = labels;
        this.remarks = List.copyOf(remarks);
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

    /** As {@link #open(Path)}, with names of the classes 0, 1 and so on; an empty list names them by their numbers. */
    public static IdxDataset open(String name, Path file, List<String> classes) throws IOException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        Optional<Path> labels = folder == null ? Optional.empty() : IdxParts.labels(file, IdxNames.arrays(folder));
        Map<Integer, String> names = new TreeMap<>();
        classes.forEach(one -> names.put(names.size(), one));
        return open(name, file, labels.orElse(null), null, names, false, List.of());
    }

    /**
     * The images in a file.
     *
     * @param labels the file of labels, null if there is none
     * @param others the labels of the other part, so that both have the same classes; null if there is none
     * @param classes the names of classes by their numbers; if it is empty, the classes are the numbers that there are
     * @param turned whether rows and columns are exchanged
     * @param remarks what is to be said of them
     */
    static IdxDataset open(
            Path file,
            @Nullable Path labels,
            @Nullable Path others,
            Map<Integer, String> classes,
            boolean turned,
            List<String> remarks)
            throws IOException {
        return open(name(file), file, labels, others, classes, turned, remarks);
    }

    private static IdxDataset open(
            String name,
            Path file,
            @Nullable Path labels,
            @Nullable Path others,
            Map<Integer, String> classes,
            boolean turned,
            List<String> remarks)
            throws IOException {
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
        if (turned) {
            transpose(pixels, d[0], shape);
            shape = new ImageShape(channels, width, height);
        }
        Labels known = labels == null ? null : readLabels(labels, file, d[0], others, classes);
        return new IdxDataset(name, shape, d[0], pixels, known, remarks);
    }

    private static Labels readLabels(
            Path file, Path images, int count, @Nullable Path others, Map<Integer, String> classes) throws IOException {
        double[] values = values(file);
        if (values.length != count) {
            throw new FormatException(
                    file,
                    values.length + " labels, but " + count + " images in " + images
                            + "; they are not of the same set, or one is incomplete. Get both again, or move the"
                            + " labels away.");
        }
        if (classes.isEmpty()) {
            return ArrayLabels.of(file, "of labels", values, values, others == null ? new double[0] : values(others));
        }
        List<Integer> numbers = List.copyOf(classes.keySet());
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = numbers.indexOf((int) values[i]);
            if (places[i] < 0) {
                throw new FormatException(
                        file,
                        "label " + (int) values[i] + ", but there are " + classes.size() + " classes, " + numbers.get(0)
                                + " to " + numbers.get(numbers.size() - 1));
            }
        }
        return new Labels(List.copyOf(classes.values()), places);
    }

    private static double[] values(Path file) throws IOException {
        Idx idx = Idx.read(file);
        if (idx.dimensions().length != 1) {
            throw new FormatException(
                    file, "labels were wanted, one value per image; found " + idx.dimensions().length + " dimensions");
        }
        double[] values = new double[idx.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = idx.values()[i] & 0xFF;
        }
        return values;
    }

    /** The name of the folder for {@code mine/train-images-idx3-ubyte.gz}, else the name of the file. */
    static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (SET.matcher(name).matches() && folder != null && folder.getFileName() != null) {
            return folder.getFileName().toString();
        }
        return name.replaceFirst("\\.gz$", "");
    }

    /** Exchanges rows and columns of all planes. */
    private static void transpose(byte[] pixels, int count, ImageShape shape) {
        int plane = shape.height() * shape.width();
        byte[] image = new byte[plane];
        for (int i = 0; i < count * shape.channels(); i++) {
            int start = i * plane;
            System.arraycopy(pixels, start, image, 0, plane);
            for (int p = 0; p < plane; p++) {
                pixels[start + p % shape.width() * shape.height() + p / shape.width()] = image[p];
            }
        }
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

    @Override
    public String remark() {
        return String.join("; ", remarks);
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
