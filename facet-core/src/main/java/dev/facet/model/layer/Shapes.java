package dev.facet.model.layer;

import java.util.Arrays;

/** Checks of the shapes of single items, with messages for layers that do not fit. */
final class Shapes {
    private Shapes() {}

    /** Rejects anything but {@code inputs} features. */
    static void requireFeatures(String layer, long[] input, long inputs) {
        if (input.length != 1 || input[0] != inputs) {
            throw mismatch(layer, input, inputs + " features");
        }
    }

    /** Rejects anything but an image of {@code channels} channels. */
    static void requireChannels(String layer, long[] input, long channels) {
        if (input.length != 3 || input[0] != channels) {
            throw mismatch(layer, input, "an image of " + channels + " channels");
        }
    }

    /** Rejects anything but an image. */
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
