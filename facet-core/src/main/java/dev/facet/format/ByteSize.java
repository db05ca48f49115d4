package dev.facet.format;

import java.util.Locale;

/** Formats a number of bytes for people. */
public final class ByteSize {
    private static final int STEP = 1000;
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private ByteSize() {}

    /**
     * In decimal units (of 1,000 each) with one to three digits before the point: {@code 512 bytes}, {@code 28.5 kB},
     * {@code 9.9 MB}.
     */
    public static String text(long bytes) {
        if (Math.abs(bytes) < STEP) {
            return bytes + (Math.abs(bytes) == 1 ? " byte" : " bytes");
        }
        double value = bytes / (double) STEP;
        int unit = 0;
        // 999.95 would be rounded to 1000.0.
        while (Math.abs(value) >= STEP - 0.05 && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
