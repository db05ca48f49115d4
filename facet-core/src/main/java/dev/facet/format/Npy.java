package dev.facet.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An array in NumPy's {@code .npy} format, versions 1 to 3 (numpy.org/doc/stable/reference/generated/numpy.lib.format):
 * booleans, integers and floats of either byte order. Arrays of Python objects are pickles, which can hold code; they
 * are recognised by their header and never read. No well-kept Java library reads this format.
 *
 * <p>Values are read on request, item by item. In Fortran order the values of an item are scattered over the file,
 * which is therefore memory-mapped; within an archive such an array is read into memory as a whole. Thread-safe.
 */
public final class Npy implements NumberArray {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER_BYTES = 1 << 16;
    private static final int MAX_DIMENSIONS = 32;
    private static final int MAX_ITEM = 1 << 26;
    private static final long MAX_FORTRAN_BYTES = 1 << 30;
    private static final int MAX_TEXT_BYTES = 1 << 16;
    private static final int MAX_TEXTS = 50_000_000;
    /** Memory of an empty text in a list. */
    private static final int TEXT_BYTES = 64;

    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*(?:'([^']*)'|(\\[))");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)\\b");
    private static final Pattern SHAPE =
            Pattern.compile("'shape'\\s*:\\s*\\(\\s*((?:[0-9]{1,19}L?\\s*,\\s*)*(?:[0-9]{1,19}L?)?)\\s*\\)");
    private static final Pattern SIMPLE = Pattern.compile("([<>|])([a-zA-Z])([0-9]{1,9})");

    private static final Map<String, NumberType> TYPES = Map.ofEntries(
            Map.entry("b1", NumberType.BOOLEAN),
            Map.entry("u1", NumberType.UINT8),
            Map.entry("i1", NumberType.INT8),
            Map.entry("u2", NumberType.UINT16),
            Map.entry("i2", NumberType.INT16),
            Map.entry("u4", NumberType.UINT32),
            Map.entry("i4", NumberType.INT32),
            Map.entry("u8", NumberType.UINT64),
            Map.entry("i8", NumberType.INT64),
            Map.entry("f2", NumberType.FLOAT16),
            Map.entry("f4", NumberType.FLOAT32),
            Map.entry("f8", NumberType.FLOAT64));

    private final Path file;
    private final String prefix;
    private final Content content;
    private final Header header;
    private final NumberType type;

    /** The bytes of an array, beginning with its magic. */
    interface Content {
        InputStream open() throws IOException;

        /** The number of bytes there should be. */
        long bytes() throws IOException;

        /** Maps {@code length} bytes from {@code from} on without allocating memory; empty where that is impossible. */
        default Optional<ByteBuffer> map(long from, long length) throws IOException {
            return Optional.empty();
        }
    }

    /** The parsed header; {@code type} is null for arrays that do not hold numbers. */
    private record Header(
            @Nullable NumberType type,
            String descr,
            ByteOrder order,
            boolean fortran,
            int[] dimensions,
            int bytes,
            long valueBytes) {}

    private Npy(Path file, String prefix, Content content, Header header, NumberType type) {
        this.file = file;
        this.prefix = prefix;
        this.content = content;
        this.header = header;
        this.type = type;
    }

    /**
     * Reads the header of {@code file} and compares it with the file's size.
     *
     * @throws FormatException if it is not a well-formed array of numbers
     */
    public static Npy open(Path file) throws IOException {
        Content content = new Content() {
            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }

            @Override
            public long bytes() throws IOException {
                return Files.size(file);
            }

            @Override
            public Optional<ByteBuffer> map(long from, long length) throws IOException {
                try (FileChannel channel = FileChannel.open(file)) {
                    return from + length > channel.size()
                            ? Optional.empty()
                            : Optional.of(channel.map(FileChannel.MapMode.READ_ONLY, from, length));
                }
            }
        };
        return open(file, content);
    }

    /** Like {@link #open(Path)}, from {@code content}; {@code file} is for messages. */
    static Npy open(Path file, Content content) throws IOException {
        Header header = header(file, "", content);
        if (header.type == null) {
            throw new FormatException(file, notNumbers(header.descr));
        }
        return new Npy(file, "", content, header, header.type);
    }

    /** The array {@code name} of an archive; empty if it does not hold numbers. */
    static Optional<Npy> member(Path file, String name, Content content) throws IOException {
        String prefix = "array " + name + ": ";
        Header header = header(file, prefix, content);
        return header.type == null
                ? Optional.empty()
                : Optional.of(new Npy(file, prefix, content, header, header.type));
    }

    /**
     * The texts of the array {@code name} of an archive, if it is a list of texts of one length, as NumPy has them:
     * UTF-32, or bytes, which are taken as UTF-8. Other arrays give nothing.
     */
    static Optional<List<String>> texts(Path file, String name, Content content) throws IOException {
        String prefix = "array " + name + ": ";
        Header header = header(file, prefix, content);
        Matcher simple = SIMPLE.matcher(header.descr);
        if (header.type != null || header.dimensions.length == 0 || !simple.matches()) {
            return Optional.empty();
        }
        long count =
                Arrays.stream(header.dimensions).asLongStream().reduce(1, (a, b) -> Math.min(MAX_TEXTS + 1, a * b));
        boolean wide = simple.group(2).equals("U");
        int width = (wide ? 4 : 1) * (int) Math.min(MAX_TEXT_BYTES + 1, Long.parseLong(simple.group(3)));
        if (count != header.dimensions[0] || width > MAX_TEXT_BYTES || count > MAX_TEXTS) {
            return Optional.empty();
        }
        long due = header.bytes + count * width;
        if (due != content.bytes()) {
            throw new FormatException(
                    file,
                    prefix + "its header promises " + count + " texts of " + width + " bytes, " + due
                            + " bytes with the header, but there are " + content.bytes()
                            + "; it is cut short or damaged");
        }
        MemoryException.check(file, count * (TEXT_BYTES + width), "leave the array " + name + " out");
        Charset charset = !wide
                ? StandardCharsets.UTF_8
                : Charset.forName(header.order == ByteOrder.BIG_ENDIAN ? "UTF-32BE" : "UTF-32LE");
        List<String> texts = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(content.open(), 1 << 16)) {
            in.skipNBytes(header.bytes);
            byte[] bytes = new byte[width];
            for (long i = 0; i < count; i++) {
                if (in.readNBytes(bytes, 0, width) < width) {
                    throw new FormatException(file, prefix + "the texts end early; the file is cut short");
                }
                String text = new String(bytes, charset);
                int end = text.length();
                while (end > 0 && text.charAt(end - 1) == 0) {
                    end--;
                }
                texts.add(text.substring(0, end));
            }
        }
        return Optional.of(List.copyOf(texts));
    }

    /** Explains an array that does not hold numbers, and what to do about it. */
    static String notNumbers(String descr) {
        return descr.contains("O")
                ? "an array of Python objects, which is a pickle and may hold code; Facet never reads these."
                        + " Save an array of numbers, such as np.asarray(x, dtype=np.uint8)"
                : "an array of type " + descr + "; booleans, integers and floats of 16, 32 and 64 bits are read."
                        + " Convert it, such as with x.astype(np.float32)";
    }

    private static Header header(Path file, String prefix, Content content) throws IOException {
        try (InputStream in = content.open()) {
            byte[] start = in.readNBytes(8);
            if (start.length < 8 || !Arrays.equals(Arrays.copyOf(start, 6), MAGIC)) {
                throw new FormatException(
                        file, prefix + "not a NumPy array: it should start with the byte 0x93 and NUMPY");
            }
            int version = start[6];
            if (version < 1 || version > 3) {
                throw new FormatException(file, prefix + "NumPy format " + version + "; 1 to 3 are read");
            }
            int width = version == 1 ? 2 : 4;
            byte[] length = in.readNBytes(width);
            if (length.length < width) {
                throw new FormatException(file, prefix + "the file ends within its header");
            }
            long bytes = Integer.toUnsignedLong(ByteBuffer.wrap(Arrays.copyOf(length, 4))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getInt());
            if (bytes > MAX_HEADER_BYTES) {
                throw new FormatException(
                        file, prefix + "a header of " + bytes + " bytes; no array of numbers needs more than 65536");
            }
            byte[] text = in.readNBytes((int) bytes);
            if (text.length < bytes) {
                throw new FormatException(file, prefix + "the file ends within its header");
            }
            Header header = parse(file, prefix, new String(text, StandardCharsets.UTF_8), 8 + width + (int) bytes);
            long due = header.bytes + header.valueBytes;
            if (header.type != null && due != content.bytes()) {
                throw new FormatException(
                        file,
                        prefix + "its header promises " + Arrays.toString(header.dimensions) + " of " + header.descr
                                + ", " + due + " bytes with the header, but there are " + content.bytes()
                                + "; it is cut short or damaged");
            }
            return header;
        }
    }

    private static Header parse(Path file, String prefix, String text, int bytes) throws FormatException {
        Matcher descr = TYPE.matcher(text);
        Matcher order = ORDER.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!text.startsWith("{") || !text.stripTrailing().endsWith("}")) {
            throw new FormatException(file, prefix + "its header is not a description of an array");
        }
        if (!descr.find() || !order.find()) {
            throw new FormatException(file, prefix + "its header lacks the type or the order of the values");
        }
        if (descr.group(2) != null) {
            return new Header(null, "a record of several fields", ByteOrder.LITTLE_ENDIAN, false, new int[0], bytes, 0);
        }
        String name = descr.group(1);
        Matcher simple = SIMPLE.matcher(name);
        NumberType type = simple.matches() ? TYPES.get(simple.group(2) + simple.group(3)) : null;
        boolean texts = simple.matches()
                && (simple.group(2).equals("U") || simple.group(2).equals("S"));
        if (!texts && (type == null || (type.bytes() > 1 && name.startsWith("|")))) {
            return new Header(null, name, ByteOrder.LITTLE_ENDIAN, false, new int[0], bytes, 0);
        }
        if (!shape.find()) {
            throw new FormatException(file, prefix + "its header lacks the shape of the array");
        }
        int[] dimensions = dimensions(file, prefix, shape.group(1));
        return new Header(
                type,
                name,
                name.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                order.group(1).equals("True"),
                dimensions,
                bytes,
                type == null ? 0 : valueBytes(file, prefix, type, dimensions));
    }

    private static int[] dimensions(Path file, String prefix, String text) throws FormatException {
        String[] parts = text.isBlank() ? new String[0] : text.strip().split("\\s*,\\s*");
        if (parts.length > MAX_DIMENSIONS) {
            throw new FormatException(file, prefix + "an array of " + parts.length + " dimensions");
        }
        int[] dimensions = new int[parts.length];
        for (int d = 0; d < parts.length; d++) {
            try {
                dimensions[d] = Integer.parseInt(parts[d].replace("L", ""));
            } catch (NumberFormatException e) {
                throw new FormatException(
                        file, prefix + "dimension " + d + " is " + parts[d] + "; such sizes are not supported", e);
            }
        }
        return dimensions;
    }

    private static long valueBytes(Path file, String prefix, NumberType type, int[] dimensions) throws FormatException {
        try {
            long item = 1;
            for (int d = 1; d < dimensions.length; d++) {
                item = Math.multiplyExact(item, dimensions[d]);
            }
            if (item > MAX_ITEM) {
                throw new FormatException(
                        file,
                        prefix + Arrays.toString(dimensions) + " has " + item
                                + " values for each step along the first axis; more than 67108864 are not supported");
            }
            return Math.multiplyExact(
                    Math.multiplyExact(item, dimensions.length == 0 ? 1 : dimensions[0]), (long) type.bytes());
        } catch (ArithmeticException e) {
            throw new FormatException(
                    file,
                    prefix + "its header promises " + Arrays.toString(dimensions) + ", more than any file holds",
                    e);
        }
    }

    @Override
    public NumberType type() {
        return type;
    }

    @Override
    public int[] dimensions() {
        return header.dimensions.clone();
    }

    @Override
    public void forEach(ItemSink sink) throws IOException {
        if (header.valueBytes == 0 || header.dimensions.length == 0) {
            return;
        }
        try (InputStream in = new BufferedInputStream(content.open(), 1 << 16)) {
            in.skipNBytes(header.bytes);
            // With one dimension both orders are the same.
            if (header.fortran && header.dimensions.length > 1) {
                inMemory(in).forEach(sink);
            } else {
                inOrder(in, sink);
            }
            if (in.read() >= 0) {
                throw new FormatException(file, prefix + "more values follow than its header promises");
            }
        }
    }

    private void inOrder(InputStream in, ItemSink sink) throws IOException {
        MemoryException.check(file, itemSize() * (8L + type.bytes()), "save it in smaller items");
        double[] item = new double[itemSize()];
        byte[] bytes = new byte[item.length * type.bytes()];
        ByteBuffer values = ByteBuffer.wrap(bytes).order(header.order);
        for (int i = 0; i < header.dimensions[0]; i++) {
            fill(in, bytes);
            for (int k = 0; k < item.length; k++) {
                item[k] = type.at(values, k * type.bytes());
            }
            sink.accept(i, item);
        }
    }

    private NumberArray inMemory(InputStream in) throws IOException {
        if (header.valueBytes > MAX_FORTRAN_BYTES) {
            throw new FormatException(
                    file,
                    prefix + "an array of " + header.valueBytes
                            + " bytes in Fortran order; at most 1 GiB of that is read. Save it again as"
                            + " np.ascontiguousarray(x)");
        }
        MemoryException.check(file, itemSize() * 12L, "save it in smaller items");
        ByteBuffer values = content.map(header.bytes, header.valueBytes)
                .orElseGet(() -> ByteBuffer.wrap(new byte[0]))
                .order(header.order);
        if (values.capacity() == 0) {
            MemoryException.check(
                    file, header.valueBytes, "save it again as np.ascontiguousarray(x), which is read in parts");
            byte[] bytes = new byte[(int) header.valueBytes];
            fill(in, bytes);
            values = ByteBuffer.wrap(bytes).order(header.order);
        } else {
            in.skipNBytes(header.valueBytes);
        }
        return columnMajor(values);
    }

    private NumberArray columnMajor(ByteBuffer values) {
        return StridedArray.columnMajor(type, header.dimensions, i -> type.at(values, i * type.bytes()));
    }

    private void fill(InputStream in, byte[] bytes) throws IOException {
        if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
            throw cutShort();
        }
    }

    private FormatException cutShort() {
        return new FormatException(file, prefix + "the values end early; the file is cut short");
    }
}
