package dev.facet.format;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the claimed sizes of a variable of a MAT-file against the bytes that are there, because the library that reads
 * it allocates memory by these claims. Walks the tags only ("MAT-File Format", The MathWorks, chapter 1).
 */
final class MatCheck {
    /** The kind of a variable. */
    enum Kind {
        NUMBERS,
        TEXT,
        CELLS,
        STRUCTURE,
        OTHER
    }

    /**
     * The parts of a variable before its content.
     *
     * @param fields of a structure, else empty
     */
    record Variable(Kind kind, String name, List<Field> fields) {
        Variable(Kind kind, String name) {
            this(kind, name, List.of());
        }
    }

    /** A field of a structure, which is an array without a name in bytes {@code from} to {@code to} − 1. */
    record Field(String name, Kind kind, List<Field> fields, int from, int to) {}

    static final int MATRIX = 14;
    private static final int INT8 = 1;
    private static final int INT32 = 5;
    private static final int UINT32 = 6;
    private static final int CLASS_CELL = 1;
    private static final int CLASS_STRUCTURE = 2;
    private static final int CLASS_CHAR = 4;
    private static final int CLASS_DOUBLE = 6;
    private static final int CLASS_UINT64 = 15;
    private static final int FLAG_COMPLEX = 0x0800;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_DIMENSIONS = 32;
    private static final int TAG = 8;

    private final Path file;
    private final ByteBuffer bytes;

    private int type;
    private int from;
    private int length;

    /** {@code bytes} is in the file's byte order; positions are absolute. */
    MatCheck(Path file, ByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** Checks the variable whose tag is at {@code at} and which ends at {@code end}. */
    Variable check(int at, int end) throws FormatException {
        return matrix(at, end, 0);
    }

    private Variable matrix(int at, int end, int depth) throws FormatException {
        if (depth > MAX_DEPTH) {
            throw new FormatException(file, "has cells within cells more than " + MAX_DEPTH + " deep");
        }
        int next = element(at, end);
        if (type != MATRIX) {
            throw damaged("type " + type + " where an array should be, at byte " + at);
        }
        if (length == 0 && depth > 0) {
            return new Variable(Kind.NUMBERS, "");
        }
        int last = next;
        next = element(from, last);
        if (type != UINT32 || length != 8) {
            throw damaged("no array flags at byte " + from);
        }
        int flags = bytes.getInt(from);
        int kind = flags & 0xFF;
        if (kind > CLASS_UINT64) {
            // Functions and objects of classes, whose parts are not documented.
            return new Variable(Kind.OTHER, "");
        }
        next = element(next, last);
        if (type != INT32 || length % 4 != 0 || length < 8 || length > 4 * MAX_DIMENSIONS) {
            throw damaged("no dimensions at byte " + from);
        }
        long count = count();
        next = element(next, last);
        if (type != INT8) {
            throw damaged("no name at byte " + from);
        }
        String name = name();
        if (kind == CLASS_CELL) {
            for (long i = 0; i < count; i++) {
                next = cell(next, last, depth, i, count);
            }
            return new Variable(Kind.CELLS, name);
        }
        if (kind == CLASS_CHAR || (kind >= CLASS_DOUBLE && kind <= CLASS_UINT64)) {
            int parts = kind != CLASS_CHAR && (flags & FLAG_COMPLEX) != 0 ? 2 : 1;
            for (int part = 0; part < parts; part++) {
                next = element(next, last);
                long values = kind == CLASS_CHAR ? length : length / size();
                if (kind == CLASS_CHAR ? values < count : values != count) {
                    throw damaged(name + " claims " + count + " values and has " + values);
                }
            }
            return new Variable(kind == CLASS_CHAR ? Kind.TEXT : parts == 2 ? Kind.OTHER : Kind.NUMBERS, name);
        }
        return kind == CLASS_STRUCTURE && count == 1
                ? structure(name, next, last, depth)
                : new Variable(Kind.OTHER, name);
    }

    /** A single structure: the length of its fields' names, these names, and an array for each. */
    private Variable structure(String name, int at, int end, int depth) throws FormatException {
        int next = element(at, end);
        if (type != INT32 || length != 4) {
            throw damaged("no length of names of fields at byte " + from);
        }
        int width = bytes.getInt(from);
        next = element(next, end);
        if (type != INT8 || width < 1 || length % width != 0) {
            throw damaged("no names of fields at byte " + from);
        }
        int names = from;
        int count = length / width;
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder field = new StringBuilder();
            for (int k = names + i * width; k < names + (i + 1) * width && bytes.get(k) != 0; k++) {
                field.append((char) (bytes.get(k) & 0x7F));
            }
            int begin = next;
            next = element(begin, end);
            Variable inner = matrix(begin, end, depth + 1);
            fields.add(new Field(field.toString(), inner.kind(), inner.fields(), begin, next));
        }
        return new Variable(Kind.STRUCTURE, name, fields);
    }

    private int cell(int at, int end, int depth, long index, long count) throws FormatException {
        if (count - index > (end - at) / TAG) {
            throw damaged("claims " + count + " cells, more than it has bytes for");
        }
        int next = element(at, end);
        Variable inner = matrix(at, end, depth + 1);
        if (inner.kind() == Kind.OTHER || inner.kind() == Kind.STRUCTURE) {
            throw new FormatException(
                    file,
                    "has a cell with a struct, an object or complex numbers; cells of numbers and text are read."
                            + " Save the variables you need by their names, as in save('file.mat','X','y','-v7')");
        }
        return next;
    }

    /** Reads the tag at {@code at}; returns the start of the next element. */
    private int element(int at, int end) throws FormatException {
        if (at > end - TAG) {
            throw damaged("a part is cut off at byte " + at);
        }
        int first = bytes.getInt(at);
        boolean small = first >>> 16 != 0;
        type = small ? first & 0xFFFF : first;
        length = small ? first >>> 16 : bytes.getInt(at + 4);
        from = small ? at + 4 : at + TAG;
        if (length < 0 || (small && length > 4) || length > end - from) {
            throw damaged("a part of " + Integer.toUnsignedString(length) + " bytes does not fit at byte " + at);
        }
        // Every element ends at a multiple of eight bytes, but the last may lack its padding.
        return small ? at + TAG : (int) Math.min(end, (from + length + 7L) / 8 * 8);
    }

    private long count() throws FormatException {
        long count = 1;
        for (int at = from; at < from + length; at += 4) {
            int dimension = bytes.getInt(at);
            if (dimension < 0) {
                throw damaged("a dimension of " + Integer.toUnsignedString(dimension));
            }
            count = dimension == 0 || count == 0 ? 0 : count * dimension;
            if (count > Integer.MAX_VALUE) {
                throw damaged("an array of more than 2147483647 values");
            }
        }
        return count;
    }

    private String name() {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < Math.min(length, 64); i++) {
            name.append((char) (bytes.get(from + i) & 0x7F));
        }
        return name.toString();
    }

    /** Size of a number of the current type, in bytes. */
    private int size() throws FormatException {
        return switch (type) {
            case 1, 2 -> 1;
            case 3, 4 -> 2;
            case 5, 6, 7 -> 4;
            case 9, 12, 13 -> 8;
            default -> throw damaged("numbers of the unknown type " + type);
        };
    }

    private FormatException damaged(String what) {
        return new FormatException(file, "is damaged: " + what + "; get the file again, or save it again");
    }
}
