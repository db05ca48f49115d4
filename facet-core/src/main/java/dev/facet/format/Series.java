package dev.facet.format;

import java.util.Optional;

/**
 * One series of numbers over time, as a file has it.
 *
 * @param name what it is called in its file: its id, its file, or its line
 * @param values {@code [channel][time]}; NaN where the file has no value. The arrays are not copied
 * @param label its class as the file writes it, or the number that belongs to it; empty if there is none
 */
public record Series(String name, double[][] values, Optional<String> label) {
    /** The number of steps in time. */
    public int length() {
        return values[0].length;
    }
}
