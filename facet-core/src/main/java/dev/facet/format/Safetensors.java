package dev.facet.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Named arrays in a safetensors file: the length of the header (8 bytes), the header (JSON with the element type, shape
 * and position of each name), and the elements, all little-endian. The format holds nothing executable, which is why
 * weights are stored in it. The specification is that of the safetensors project, with two limits of our own: a header
 * has at most 16 MiB, and one array at most 2 GiB.
 *
 * <p>The header's claims are checked against the size of the file before anything is allocated.
 */
public final class Safetensors {
    private static final int MAX_HEADER_BYTES = 16 << 20;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final String METADATA = "__metadata__";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Safetensors() {}

    /** The supported element types. */
    public enum Dtype {
        F32(4),
        F64(8),
        I64(8),
        U8(1),
        BF16(2);

        private final int bytes;

        Dtype(int bytes) {
            this.bytes = bytes;
        }

        /** Size of one element in bytes. */
        public int bytes() {
            return bytes;
        }
    }

    /**
     * One array in row-major order.
     *
     * @param shape sizes, outermost first; empty for a single number; not copied
     * @param data the elements, little-endian, from position to limit; not copied, and its position does not change
     */
    public record Entry(Dtype dtype, long[] shape, ByteBuffer data) {
        public Entry {
            long bytes = byteSize(dtype, shape);
            if (bytes != data.remaining()) {
                throw new IllegalArgumentException(dtype + Arrays.toString(shape) + " takes "
                        + (bytes < 0 ? "too many" : bytes) + " bytes; data has " + data.remaining());
            }
            data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        }

        /** A copy of {@code values} as F32. */
        public static Entry of(float[] values, long... shape) {
            ByteBuffer data =
                    ByteBuffer.allocate(Math.multiplyExact(values.length, 4)).order(ByteOrder.LITTLE_ENDIAN);
            data.asFloatBuffer().put(values);
            return new Entry(Dtype.F32, shape, data);
        }

        /** A copy of {@code values} as I64. */
        public static Entry of(long[] values, long... shape) {
            ByteBuffer data =
                    ByteBuffer.allocate(Math.multiplyExact(values.length, 8)).order(ByteOrder.LITTLE_ENDIAN);
            data.asLongBuffer().put(values);
            return new Entry(Dtype.I64, shape, data);
        }

        /** {@code values} as U8, not copied. */
        public static Entry of(byte[] values, long... shape) {
            return new Entry(Dtype.U8, shape, ByteBuffer.wrap(values));
        }

        /** A copy of the elements of an F32 array. */
        public float[] floats() {
            float[] values = new float[data.remaining() / need(Dtype.F32)];
            data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return values;
        }

        /** A copy of the elements of an I64 array. */
        public long[] longs() {
            long[] values = new long[data.remaining() / need(Dtype.I64)];
            data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
            return values;
        }

        /** A copy of the bytes of an array of any type. */
        public byte[] bytes() {
            byte[] values = new byte[data.remaining()];
            data.duplicate().get(values);
            return values;
        }

        private int need(Dtype wanted) {
            if (dtype != wanted) {
                throw new IllegalStateException("the array holds " + dtype + ", not " + wanted);
            }
            return wanted.bytes();
        }
    }

    /** The contents of {@code file}, in the header's order. */
    public record Contents(Path file, Map<String, Entry> entries, Map<String, String> metadata) {
        public Contents {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        }

        /**
         * The array with that name.
         *
         * @throws FormatException if there is none, or it is not {@code dtype} of {@code shape}
         */
        public Entry entry(String name, Dtype dtype, long... shape) throws FormatException {
            Entry entry = entries.get(name);
            if (entry == null) {
                throw new FormatException(file, "has no array '" + name + "'; it has " + entries.keySet());
            }
            if (entry.dtype() != dtype || !Arrays.equals(entry.shape(), shape)) {
                throw new FormatException(
                        file,
                        "array '" + name + "' should be " + dtype + Arrays.toString(shape) + " and is " + entry.dtype()
                                + Arrays.toString(entry.shape()));
            }
            return entry;
        }
    }

    /**
     * Writes {@code file} atomically and streams the arrays from where they are. Names keep their order in the header
     * and metadata is sorted by key, so equal arguments give equal bytes. The data of wide elements comes first, so
     * that every array is aligned to its element.
     */
    public static void write(Path file, Map<String, Entry> entries, Map<String, String> metadata) throws IOException {
        if (entries.containsKey(METADATA)) {
            throw new IllegalArgumentException("no array can be named " + METADATA);
        }
        List<String> layout = new ArrayList<>(entries.keySet());
        layout.sort(
                Comparator.comparingInt(name -> -entry(entries, name).dtype().bytes()));
        Map<String, Long> begins = new LinkedHashMap<>();
        long end = 0;
        for (String name : layout) {
            begins.put(name, end);
            end += entry(entries, name).data().remaining();
        }
        byte[] header = header(entries, begins, metadata);
        AtomicFile.write(file, out -> {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (String name : layout) {
                copy(entry(entries, name).data().duplicate(), out);
            }
        });
    }

    /**
     * Reads all of {@code file} into memory.
     *
     * @throws FormatException if the file is malformed, or holds element types other than those of {@link Dtype}
     */
    public static Contents read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < 8) {
                throw new FormatException(file, "has " + size + " bytes; a safetensors file has at least 8");
            }
            long headerBytes = load(file, channel, 0, 8).getLong();
            if (headerBytes < 2 || headerBytes > Math.min(size - 8, MAX_HEADER_BYTES)) {
                throw new FormatException(
                        file,
                        "is not a safetensors file, or is cut off: it announces a header of "
                                + Long.toUnsignedString(headerBytes) + " bytes, and has " + (size - 8)
                                + " after that (at most " + MAX_HEADER_BYTES + " can be a header)");
            }
            ObjectNode header = header(file, load(file, channel, 8, (int) headerBytes));
            return contents(file, channel, header, 8 + headerBytes, size);
        }
    }

    private static Contents contents(Path file, FileChannel channel, ObjectNode header, long start, long size)
            throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Place> places = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : header.properties()) {
            if (property.getKey().equals(METADATA)) {
                metadata(file, property.getValue(), metadata);
            } else {
                places.add(Place.of(file, property.getKey(), property.getValue()));
            }
        }
        List<Place> inOrder = new ArrayList<>(places);
        inOrder.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
        long end = 0;
        for (Place place : inOrder) {
            if (place.begin() != end) {
                throw new FormatException(
                        file,
                        "array '" + place.name() + "' begins at " + place.begin() + " where " + end
                                + " was due: arrays must follow each other without gap or overlap");
            }
            end = place.end();
        }
        if (end != size - start) {
            throw new FormatException(
                    file, "the header describes " + end + " bytes of data, the file has " + (size - start));
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Place place : places) {
            ByteBuffer data = load(file, channel, start + place.begin(), (int) (place.end() - place.begin()));
            entries.put(place.name(), new Entry(place.dtype(), place.shape(), data));
        }
        return new Contents(file, entries, metadata);
    }

    /**
     * The position of an array according to the header, in bytes from the end of the header; the length fits the shape
     * and an int.
     */
    private record Place(String name, Dtype dtype, long[] shape, long begin, long end) {
        static Place of(Path file, String name, JsonNode node) throws FormatException {
            String who = "array '" + name + "'";
            if (!(node instanceof ObjectNode fields) || fields.size() != 3) {
                throw new FormatException(file, who + " needs exactly dtype, shape and data_offsets in the header");
            }
            Dtype dtype = dtype(fields.get("dtype"));
            if (dtype == null) {
                throw new FormatException(
                        file,
                        who + " has dtype " + fields.get("dtype") + "; Facet reads " + Arrays.toString(Dtype.values()));
            }
            long[] shape = naturals(fields.get("shape"));
            long[] offsets = naturals(fields.get("data_offsets"));
            if (shape == null || offsets == null || offsets.length != 2 || offsets[0] > offsets[1]) {
                throw new FormatException(
                        file,
                        who + " has shape " + fields.get("shape") + " and data_offsets " + fields.get("data_offsets")
                                + "; both must be lists of whole numbers from 0, the second a begin and an end");
            }
            long bytes = byteSize(dtype, shape);
            if (bytes != offsets[1] - offsets[0] || bytes > Integer.MAX_VALUE - 8) {
                throw new FormatException(
                        file,
                        who + " is " + dtype + Arrays.toString(shape) + ", which is not the "
                                + (offsets[1] - offsets[0]) + " bytes between its data_offsets, or over 2 GiB");
            }
            return new Place(name, dtype, shape, offsets[0], offsets[1]);
        }

        private static @Nullable Dtype dtype(@Nullable JsonNode node) {
            for (Dtype dtype : Dtype.values()) {
                if (node != null && node.isString() && node.stringValue().equals(dtype.name())) {
                    return dtype;
                }
            }
            return null;
        }

        private static long @Nullable [] naturals(@Nullable JsonNode node) {
            if (!(node instanceof ArrayNode list)) {
                return null;
            }
            long[] values = new long[list.size()];
            for (int i = 0; i < values.length; i++) {
                JsonNode value = list.get(i);
                if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
                    return null;
                }
                values[i] = value.longValue();
            }
            return values;
        }
    }

    private static byte[] header(Map<String, Entry> entries, Map<String, Long> begins, Map<String, String> metadata) {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = header.putObject(METADATA);
            new TreeMap<>(metadata).forEach(texts::put); // sorted, whatever the order of the given map
        }
        entries.forEach((name, entry) -> {
            ObjectNode fields =
                    header.putObject(name).put("dtype", entry.dtype().name());
            ArrayNode shape = fields.putArray("shape");
            for (long size : entry.shape()) {
                shape.add(size);
            }
            long begin = begins.getOrDefault(name, 0L);
            fields.putArray("data_offsets").add(begin).add(begin + entry.data().remaining());
        });
        byte[] json = JSON.writeValueAsBytes(header);
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        if (padded.length > MAX_HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "entries and metadata need a header of " + padded.length + " bytes; at most " + MAX_HEADER_BYTES);
        }
        return padded;
    }

    private static ObjectNode header(Path file, ByteBuffer bytes) throws FormatException {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            if (text.startsWith("{") && JSON.readTree(text) instanceof ObjectNode header) {
                return header;
            }
        } catch (CharacterCodingException | JacksonException e) {
            throw new FormatException(file, "the header is not JSON: " + e.getMessage(), e);
        }
        throw new FormatException(file, "the header is not a JSON object");
    }

    private static void metadata(Path file, JsonNode node, Map<String, String> into) throws FormatException {
        if (!(node instanceof ObjectNode texts)) {
            throw new FormatException(file, METADATA + " must be an object of strings");
        }
        for (Map.Entry<String, JsonNode> text : texts.properties()) {
            if (!text.getValue().isString()) {
                throw new FormatException(file, METADATA + " '" + text.getKey() + "' must be a string");
            }
            into.put(text.getKey(), text.getValue().stringValue());
        }
    }

    /** Size of the array in bytes, or −1 if it exceeds a long. */
    private static long byteSize(Dtype dtype, long[] shape) {
        long bytes = dtype.bytes();
        for (long size : shape) {
            if (size < 0 || Math.multiplyHigh(bytes, size) != 0 || bytes * size < 0) {
                return -1;
            }
            bytes *= size;
        }
        return bytes;
    }

    private static ByteBuffer load(Path file, FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new FormatException(file, "ended while it was being read");
            }
        }
        return buffer.flip();
    }

    private static void copy(ByteBuffer data, OutputStream out) throws IOException {
        byte[] chunk = new byte[Math.min(CHUNK_BYTES, data.remaining())];
        while (data.hasRemaining()) {
            int length = Math.min(chunk.length, data.remaining());
            data.get(chunk, 0, length);
            out.write(chunk, 0, length);
        }
    }

    private static Entry entry(Map<String, Entry> entries, String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("array '" + name + "' is null");
        }
        return entry;
    }
}
