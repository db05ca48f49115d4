package dev.facet.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of an HDF5 file, and so of a MAT-file of version 7.3, at its top and in its groups. jhdf reads them; sizes
 * that the file claims are compared with its length first. Arrays of numbers are read in parts when they are asked for.
 * Links, also those to other files, are not followed. Dimensions are as HDF5 has them; MATLAB writes its own in
 * reverse. Whoever opened a file closes it; its arrays are read before.
 */
public final class Hdf5File implements AutoCloseable {
    /** The text with which a MAT-file of version 7.3 begins. */
    private static final String MATLAB = "MATLAB 7.3";

    private static final byte[] MAGIC = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
    private static final int[] PLACES = {0, 512, 1024, 2048};
    private static final String MATLAB_CLASS = "MATLAB_class";
    private static final int MOST_DEPTH = 3;
    private static final int MOST_NODES = 10_000;
    private static final int MOST_TEXTS = 50_000_000;
    private static final int MOST_CELLS = 100_000;
    private static final int BYTES_PER_TEXT = 80;

    private final Path file;
    private final HdfFile hdf;
    private boolean matlab;
    private final Map<String, NumberArray> arrays = new LinkedHashMap<>();
    private final Map<String, List<String>> texts = new LinkedHashMap<>();
    private final List<String> others = new ArrayList<>();
    private int nodes;

    private Hdf5File(Path file, HdfFile hdf, boolean matlab) {
        this.file = file;
        this.hdf = hdf;
        this.matlab = matlab;
    }

    /** Whether {@code file} is an HDF5 file: its magic number is at the start, or behind a block of the user's. */
    public static boolean detect(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(PLACES[PLACES.length - 1] + MAGIC.length);
            return Arrays.stream(PLACES)
                    .anyMatch(at -> start.length >= at + MAGIC.length
                            && Arrays.equals(start, at, at + MAGIC.length, MAGIC, 0, MAGIC.length));
        }
    }

    /**
     * Opens {@code file} and lists what is in it.
     *
     * @throws FormatException if it is damaged
     * @throws MemoryException if it needs more memory than Java may use
     */
    public static Hdf5File open(Path file) throws IOException {
        boolean matlab;
        try (InputStream in = Files.newInputStream(file)) {
            matlab = Arrays.equals(in.readNBytes(MATLAB.length()), MATLAB.getBytes(StandardCharsets.US_ASCII));
        }
        return reading(file, () -> {
            HdfFile hdf = new HdfFile(file);
            try {
                Hdf5File opened = new Hdf5File(file, hdf, matlab);
                opened.list(hdf, "", 0);
                return opened;
            } catch (IOException | RuntimeException | Error e) {
                hdf.close();
                throw e;
            }
        });
    }

    /** The arrays of numbers by their paths from the top, with {@code /} between names, in the file's order. */
    public Map<String, NumberArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    /** The lists of texts by their paths. */
    public Map<String, List<String>> texts() {
        return Collections.unmodifiableMap(texts);
    }

    /** The paths of everything else: links, records, references. */
    public List<String> others() {
        return Collections.unmodifiableList(others);
    }

    /** Whether MATLAB wrote the file, or a program that writes as it does: an array has the attribute MATLAB_class. */
    public boolean matlab() {
        return matlab;
    }

    @Override
    public void close() {
        hdf.close();
    }

    /** What is read with jhdf. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    /** Runs {@code reading} and turns whatever jhdf throws for damaged content into a {@link FormatException}. */
    static <T> T reading(Path file, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (FormatException | MemoryException e) {
            throw e;
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw tooMuch(file);
        } catch (IOException | RuntimeException e) {
            throw new FormatException(
                    file, "cannot be read as an HDF5 file: " + reason(e) + "; get the file again, or save it again", e);
        }
    }

    /** The exception for a file whose reading used up the memory. */
    private static IOException tooMuch(Path file) throws IOException {
        long all = Runtime.getRuntime().maxMemory();
        return Files.size(file) < all / 8
                ? new FormatException(
                        file, "is damaged: it claims more than a file of its size can hold; get the file again")
                : MemoryException.of(file, all, "save the arrays as .npy, which are read in parts");
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    }

    private void list(Group group, String path, int depth) throws IOException {
        for (Map.Entry<String, Node> child : group.getChildren().entrySet()) {
            String name = path + child.getKey();
            Node node = child.getValue();
            if (++nodes > MOST_NODES) {
                throw new FormatException(file, "has more than " + MOST_NODES + " arrays and groups");
            }
            // MATLAB keeps there what its cell arrays refer to.
            if (name.equals("#refs#") || name.equals("#subsystem#")) {
                continue;
            }
            if (node.isLink()) {
                others.add(name);
            } else if (node instanceof Group inner && depth < MOST_DEPTH) {
                list(inner, name + "/", depth + 1);
            } else if (node instanceof Dataset dataset) {
                add(name, dataset);
            } else {
                others.add(name);
            }
        }
    }

    private void add(String name, Dataset dataset) throws IOException {
        String kind = matlabClass(dataset);
        matlab |= !kind.isEmpty();
        if (kind.equals("cell") || kind.equals("char")) {
            matlabTexts(kind, name, dataset).ifPresentOrElse(list -> texts.put(name, list), () -> others.add(name));
            return;
        }
        if (dataset.isScalar() || dataset.isCompound()) {
            others.add(name);
            return;
        }
        Optional<Hdf5Array> numbers = Hdf5Array.of(file, name, dataset);
        if (numbers.isPresent()) {
            arrays.put(name, numbers.get());
        } else if (dataset.getJavaType() == String.class) {
            texts(dataset).ifPresentOrElse(list -> texts.put(name, list), () -> others.add(name));
        } else {
            others.add(name);
        }
    }

    private static String matlabClass(Dataset dataset) {
        Attribute kind = dataset.getAttribute(MATLAB_CLASS);
        return kind != null && kind.getData() instanceof String text ? text.strip() : "";
    }

    /** The rows of an array of characters of MATLAB, or the texts of a cell array of them. */
    private Optional<List<String>> matlabTexts(String kind, String name, Dataset dataset) throws IOException {
        if (kind.equals("char")) {
            return lines(name, dataset);
        }
        int[] d = dataset.getDimensions();
        if (d.length != 2 || (d[0] != 1 && d[1] != 1) || dataset.getSize() > MOST_CELLS) {
            return Optional.empty();
        }
        if (!(dataset.getData() instanceof long[][] addresses)) {
            return Optional.empty();
        }
        List<String> list = new ArrayList<>();
        for (long[] row : addresses) {
            for (long address : row) {
                if (!(hdf.getNodeByAddress(address) instanceof Dataset cell)
                        || !matlabClass(cell).equals("char")) {
                    return Optional.empty();
                }
                Optional<List<String>> text = lines(name, cell);
                if (text.isEmpty() || text.get().size() != 1) {
                    return Optional.empty();
                }
                list.add(text.get().get(0));
            }
        }
        return Optional.of(list);
    }

    /** The rows of a table of characters, which is {@code [letters of a row, rows]} in the file. */
    private Optional<List<String>> lines(String name, Dataset dataset) throws IOException {
        Optional<Hdf5Array> letters = Hdf5Array.of(file, name, dataset);
        if (letters.isEmpty() || letters.get().dimensions().length != 2) {
            return Optional.empty();
        }
        int rows = letters.get().dimensions()[1];
        MemoryException.check(
                file, (long) rows * (BYTES_PER_TEXT + letters.get().items()), "leave " + name + " out");
        StringBuilder[] lines = new StringBuilder[rows];
        Arrays.setAll(lines, row -> new StringBuilder());
        letters.get().forEach((index, item) -> {
            for (int row = 0; row < rows; row++) {
                lines[row].append((char) item[row]);
            }
        });
        return Optional.of(
                Arrays.stream(lines).map(line -> line.toString().strip()).toList());
    }

    /** The texts of one dimension, or of several of which only one is longer than 1. */
    private Optional<List<String>> texts(Dataset dataset) throws IOException {
        long count = dataset.getSize();
        long longest = Arrays.stream(dataset.getDimensionsAsLong()).max().orElse(0);
        if (count == 0 || count != longest || count > MOST_TEXTS) {
            return Optional.empty();
        }
        // A text of variable length has 16 bytes in the array, and its letters elsewhere in the file.
        if (count * Math.min(dataset.getDataType().getSize(), 16) > Files.size(file) * Hdf5Array.MOST_EXPANSION) {
            throw new FormatException(file, "claims " + count + " texts, more than it can hold; it is damaged");
        }
        MemoryException.check(
                file,
                count * (BYTES_PER_TEXT + (long) dataset.getDataType().getSize()),
                "leave " + dataset.getName() + " out");
        List<String> list = new ArrayList<>();
        flatten(dataset.getData(), list);
        return list.size() == count && !list.stream().allMatch(text -> text.equals("TRUE") || text.equals("FALSE"))
                ? Optional.of(List.copyOf(list))
                : Optional.empty();
    }

    private static void flatten(@Nullable Object data, List<String> list) {
        if (data instanceof Object[] several) {
            for (Object one : several) {
                flatten(one, list);
            }
        } else {
            list.add(data instanceof String text ? text : "");
        }
    }
}
