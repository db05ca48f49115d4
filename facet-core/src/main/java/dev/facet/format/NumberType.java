package dev.facet.format;

import java.nio.ByteBuffer;

/** The types of numbers in NumPy's and MATLAB's arrays. */
public enum NumberType {
    BOOLEAN(1),
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    UINT64(8),
    INT64(8),
    FLOAT16(2),
    FLOAT32(4),
    FLOAT64(8);

    private final int bytes;

    NumberType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of one number in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether the numbers may have a fraction. */
    public boolean isFloating() {
        return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
    }

    /** The number at byte {@code at}; a 64-bit integer is rounded to the nearest double. */
    double at(ByteBuffer values, int at) {
        return switch (this) {
            case BOOLEAN -> values.get(at) == 0 ? 0 : 1;
            case UINT8 -> values.get(at) & 0xFF;
            case INT8 -> values.get(at);
            case UINT16 -> values.getShort(at) & 0xFFFF;
            case INT16 -> values.getShort(at);
            case UINT32 -> values.getInt(at) & 0xFFFF_FFFFL;
            case INT32 -> values.getInt(at);
            case UINT64 -> {
                long value = values.getLong(at);
                yield value >= 0 ? value : (value >>> 1 | value & 1) * 2.0;
            }
            case INT64 -> values.getLong(at);
            case FLOAT16 -> half(values.getShort(at));
            case FLOAT32 -> values.getFloat(at);
            case FLOAT64 -> values.getDouble(at);
        };
    }

    /** The number in the binary16 format of IEEE 754: a sign, 5 bits of exponent, 10 bits of fraction. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double size = switch (exponent) {
            case 0 -> Math.scalb((double) fraction, -24);
            case 0x1F -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb((double) (fraction | 0x400), exponent - 25);
        };
        return bits < 0 ? -size : size;
    }
}
