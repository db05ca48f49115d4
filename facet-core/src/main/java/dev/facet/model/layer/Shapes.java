package dev.facet.model.layer;

import java.util.Arrays;

/** Shapes of single items, and what layers that do not fit them say. */
final class Shapes {
    private Shapes() {}

    /** Refuses anything but {@code inputs} features. */
    static void requireFeatures(String layer, long[] input, long inputs) {
        if (input.length != 1 || input[0] != inputs) {
            throw mismatch(layer, input, inputs + " features");
        }
    }

    /** Refuses anything but an image of {@code channels} channels. */
    static void requireChannels(String layer, long[] input, long channels) {
        if (input.length != 3 || input[0] != channels) {
            throw mismatch(layer, input, "an image of " + channels + " channels");
        }
    }

    /** Refuses anything but an image. */
    static void requireImage(String layer, long[] input) {
        if (input.length != 3) {
            throw mismatch(layer, input, "an image");
        }
    }

    static IllegalArgumentException mismatch(String layer, long[] input, String wanted) {
        return new IllegalArgumentException(
                "layer " + layer + " takes " + wanted + ", and is given " + Arrays.toString(input));
    }
}
