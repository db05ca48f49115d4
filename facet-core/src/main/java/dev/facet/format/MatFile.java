package dev.facet.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.MatFile.Entry;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/**
 * The variables of a MAT-file of version 5 to 7: arrays of numbers, and cell arrays of arrays or of text, all in
 * memory, also in the fields of structures. The MAT File Library reads them; {@link MatCheck} checks the claimed sizes
 * first. Files of version 7.3 are HDF5 files, which {@link Hdf5File} reads.
 *
 * @param arrays real numbers, by the variable's name
 * @param cells cell arrays of numbers by the variable's name, each in MATLAB's order, columns first
 * @param texts cell arrays of text by the variable's name, in the same order, and the rows of tables of characters
 * @param others the names of all other variables
 */
public record MatFile(
        Map<String, StridedArray> arrays,
        Map<String, List<StridedArray>> cells,
        Map<String, List<String>> texts,
        List<String> others) {
    private static final int HEADER = 128;
    private static final int TAG = 8;
    private static final int COMPRESSED = 15;
    private static final int MAX_BYTES = Integer.MAX_VALUE - HEADER - 64;
    /** No deflate stream expands by more than 1032 (zlib's technical notes). */
    private static final long MAX_EXPANSION = 1032;
    /** First buffer for a compressed variable, in bytes; the buffer grows as content arrives. */
    private static final int FIRST_BYTES = 1 << 20;

    /** Memory per byte of a variable: its bytes from the file and the array made of them. */
    private static final long TIMES = 2;

    private static final String INSTEAD = "save it as .npy, which is read in parts";
    private static final String RESAVE = "Save it again in MATLAB with save('file.mat','X','y','-v7')"
            + " (the names of your variables), or in Python with scipy.io.savemat";

    /** Whether {@code file} starts like a MAT-file of version 5 or later, and is not HDF5. */
    public static boolean detect(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(HEADER);
            return startsWith(start, "MATLAB 5.0") || startsWith(start, "MATLAB 7.") || isMat5(start);
        }
    }

    /**
     * Reads all variables.
     *
     * @throws FormatException if the file is damaged or of another version
     */
    public static MatFile read(Path file) throws IOException {
        long size = Files.size(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return read(file, in, size);
        }
    }

    /** Reads {@code size} bytes from {@code in}; {@code file} is for messages. */
    static MatFile read(Path file, InputStream in, long size) throws IOException {
        byte[] header = in.readNBytes(HEADER);
        ByteOrder order = order(file, header);
        MatFile result =
                new MatFile(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        long left = size - HEADER;
        while (left > 0) {
            byte[] tag = in.readNBytes(TAG);
            if (tag.length < TAG) {
                throw new FormatException(file, "ends within a variable; it is cut short, get it again");
            }
            left -= TAG;
            int type = ByteBuffer.wrap(tag).order(order).getInt();
            long length =
                    Integer.toUnsignedLong(ByteBuffer.wrap(tag).order(order).getInt(4));
            if ((type != MatCheck.MATRIX && type != COMPRESSED) || length == 0) {
                throw new FormatException(
                        file, "is damaged: type " + type + " where a variable should begin; get the file again");
            }
            if (length > left) {
                throw new FormatException(
                        file,
                        "is cut short: a variable of " + length + " bytes begins " + left
                                + " bytes before the end; get it again");
            }
            left -= length;
            try {
                byte[] variable = type == COMPRESSED
                        ? inflate(file, new Limited(in, length), length, order)
                        : plain(file, in, tag, length);
                result.add(file, variable, order);
            } catch (OutOfMemoryError e) {
                throw MemoryException.of(file, TIMES * length, INSTEAD);
            }
        }
        return new MatFile(
                Collections.unmodifiableMap(result.arrays),
                Collections.unmodifiableMap(result.cells),
                Collections.unmodifiableMap(result.texts),
                List.copyOf(result.others));
    }

    private static ByteOrder order(Path file, byte[] header) throws FormatException {
        if (startsWith(header, "MATLAB 7.3")) {
            throw new FormatException(
                    file,
                    "says that it is a MAT-file of version 7.3, which is HDF5, but has no array of HDF5; it is damaged."
                            + " Get the file again");
        }
        if (header.length < HEADER || !isMat5(header)) {
            throw new FormatException(
                    file,
                    "not a MAT-file of version 5 to 7: its first 128 bytes do not end in a version and IM or MI. "
                            + RESAVE);
        }
        ByteOrder order = header[126] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        int version = ByteBuffer.wrap(header).order(order).getShort(124);
        if (version != 0x0100) {
            throw new FormatException(
                    file,
                    "a MAT-file of version " + String.format("%#06x", version) + "; 0x0100, which is 5 to 7, is read. "
                            + RESAVE);
        }
        return order;
    }

    private static boolean isMat5(byte[] header) {
        return header.length == HEADER
                && ((header[126] == 'I' && header[127] == 'M') || (header[126] == 'M' && header[127] == 'I'));
    }

    private static boolean startsWith(byte[] bytes, String text) {
        byte[] start = text.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= start.length && Arrays.equals(Arrays.copyOf(bytes, start.length), start);
    }

    /** An uncompressed variable, with room for a header before it. */
    private static byte[] plain(Path file, InputStream in, byte[] tag, long length) throws IOException {
        checkSize(file, length);
        byte[] variable = new byte[HEADER + TAG + (int) length];
        System.arraycopy(tag, 0, variable, HEADER, TAG);
        if (in.readNBytes(variable, HEADER + TAG, (int) length) < length) {
            throw new FormatException(file, "ends within a variable; it is cut short, get it again");
        }
        return variable;
    }

    /** A compressed variable, unpacked, with room for a header before it. Memory is allocated as content arrives. */
    private static byte[] inflate(Path file, Limited packed, long length, ByteOrder order) throws IOException {
        try (InflaterInputStream in = new InflaterInputStream(packed)) {
            byte[] tag = in.readNBytes(TAG);
            if (tag.length < TAG) {
                throw new FormatException(file, "is damaged: a compressed variable is empty; get the file again");
            }
            long claim =
                    Integer.toUnsignedLong(ByteBuffer.wrap(tag).order(order).getInt(4));
            if (claim > length * MAX_EXPANSION) {
                throw new FormatException(
                        file,
                        "claims to unpack " + length + " bytes to " + claim
                                + ", which is impossible; it is damaged or made to do harm");
            }
            checkSize(file, claim);
            int end = HEADER + TAG + (int) claim;
            byte[] variable = Arrays.copyOf(new byte[HEADER], Math.min(end, FIRST_BYTES));
            System.arraycopy(tag, 0, variable, HEADER, TAG);
            int filled = HEADER + TAG;
            while (filled < end) {
                if (filled == variable.length) {
                    variable = Arrays.copyOf(variable, (int) Math.min(end, variable.length * 2L));
                }
                int got = in.read(variable, filled, variable.length - filled);
                if (got < 0) {
                    throw new FormatException(file, "is damaged: a compressed variable ends early; get the file again");
                }
                filled += got;
            }
            if (in.read() >= 0) {
                throw new FormatException(
                        file, "is damaged: a compressed variable goes on past its end; get the file again");
            }
            packed.skipRest();
            return variable;
        } catch (ZipException | EOFException e) {
            throw new FormatException(
                    file, "has damaged compressed data (" + e.getMessage() + "); get the file again", e);
        }
    }

    private static void checkSize(Path file, long bytes) throws IOException {
        if (bytes > MAX_BYTES) {
            throw new FormatException(file, "has a variable of " + bytes + " bytes; those of 2 GiB are not supported");
        }
        MemoryException.check(file, TIMES * bytes, INSTEAD);
    }

    private void add(Path file, byte[] variable, ByteOrder order) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(variable).order(order);
        MatCheck.Variable checked = new MatCheck(file, bytes).check(HEADER, variable.length);
        if (checked.kind() == MatCheck.Kind.STRUCTURE) {
            addFields(file, checked.name(), checked.fields(), variable, order);
        } else if (checked.kind() == MatCheck.Kind.OTHER) {
            others.add(checked.name());
        } else {
            parse(file, checked.name(), variable, order);
        }
    }

    /** Adds the fields of a structure, named {@code structure.field}, as if they were variables. */
    private void addFields(Path file, String name, List<MatCheck.Field> fields, byte[] variable, ByteOrder order)
            throws IOException {
        for (MatCheck.Field field : fields) {
            String whole = name + "." + field.name();
            if (field.kind() == MatCheck.Kind.STRUCTURE) {
                addFields(file, whole, field.fields(), variable, order);
            } else if (field.kind() == MatCheck.Kind.OTHER || field.to() - field.from() <= TAG) {
                others.add(whole);
            } else {
                MemoryException.check(file, TIMES * (field.to() - field.from()), INSTEAD);
                byte[] alone = new byte[HEADER + field.to() - field.from()];
                System.arraycopy(variable, field.from(), alone, HEADER, field.to() - field.from());
                parse(file, whole, alone, order);
            }
        }
    }

    /** Reads {@code variable}, which has room for a header before it. */
    private void parse(Path file, String name, byte[] variable, ByteOrder order) throws IOException {
        // A file of this variable alone, without the reference to a subsystem of objects.
        Arrays.fill(variable, 0, HEADER, (byte) ' ');
        ByteBuffer bytes = ByteBuffer.wrap(variable).order(order);
        bytes.put(0, "MATLAB 5.0 MAT-file".getBytes(StandardCharsets.US_ASCII));
        bytes.putLong(116, 0).putShort(124, (short) 0x0100).putShort(126, (short) 0x4D49);
        try (Source source = Sources.wrap(variable)) {
            for (Entry entry : Mat5.newReader(source).readMat().getEntries()) {
                put(name, entry.getValue());
            }
        } catch (IOException | RuntimeException e) {
            throw new FormatException(file, "cannot be read as a MAT-file: " + e.getMessage(), e);
        }
    }

    private void put(String name, Array value) {
        if (value instanceof Matrix matrix) {
            arrays.put(name, numbers(matrix));
        } else if (value instanceof Char characters) {
            texts.put(
                    name,
                    IntStream.range(0, characters.getNumRows())
                            .mapToObj(row -> characters.getRow(row).strip())
                            .toList());
        } else if (value instanceof Cell cell) {
            List<StridedArray> numbers = new ArrayList<>();
            List<String> text = new ArrayList<>();
            for (int i = 0; i < cell.getNumElements(); i++) {
                Array inner = cell.get(i);
                if (inner instanceof Matrix matrix) {
                    numbers.add(numbers(matrix));
                } else if (inner instanceof Char characters && characters.getNumRows() <= 1) {
                    text.add(characters.getNumElements() == 0 ? "" : characters.getRow(0));
                }
            }
            if (numbers.size() == cell.getNumElements()) {
                cells.put(name, List.copyOf(numbers));
            } else if (text.size() == cell.getNumElements()) {
                texts.put(name, List.copyOf(text));
            } else {
                others.add(name);
            }
        } else {
            others.add(name);
        }
    }

    private static StridedArray numbers(Matrix matrix) {
        return StridedArray.columnMajor(type(matrix), matrix.getDimensions(), matrix::getDouble);
    }

    private static NumberType type(Matrix matrix) {
        if (matrix.isLogical()) {
            return NumberType.BOOLEAN;
        }
        MatlabType type = matrix.getType();
        return switch (type) {
            case UInt8 -> NumberType.UINT8;
            case Int8 -> NumberType.INT8;
            case UInt16 -> NumberType.UINT16;
            case Int16 -> NumberType.INT16;
            case UInt32 -> NumberType.UINT32;
            case Int32 -> NumberType.INT32;
            case UInt64 -> NumberType.UINT64;
            case Int64 -> NumberType.INT64;
            case Single -> NumberType.FLOAT32;
            default -> NumberType.FLOAT64;
        };
    }

    /** The next bytes of a stream. Closing it leaves the stream open. */
    private static final class Limited extends InputStream {
        private final InputStream in;
        private long left;

        Limited(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = left == 0 ? -1 : in.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(0, got);
            return got;
        }

        void skipRest() throws IOException {
            in.skipNBytes(left);
            left = 0;
        }
    }
}
