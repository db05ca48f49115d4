package dev.facet.codes;

import java.util.Arrays;

/**
 * Rows of generator input, row-major {@code [count, spec.width()]}. The array is not copied: the maker of the batch may
 * edit it (a traversal does), nobody else should.
 */
public record LatentBatch(LatentSpec spec, int count, float[] values) {
    public LatentBatch {
        if (values.length != count * spec.width()) {
            throw new IllegalArgumentException("a batch of " + count + " rows of " + spec.width() + " needs "
                    + count * spec.width() + " values; got " + values.length);
        }
    }

    /** The category of row {@code row} in {@code code}. */
    public int category(Code.Categorical code, int row) {
        int offset = row * spec.width() + spec.offset(code);
        int best = 0;
        for (int i = 1; i < code.size(); i++) {
            if (values[offset + i] > values[offset + best]) {
                best = i;
            }
        }
        return best;
    }

    /** Sets the category of row {@code row} in {@code code}. */
    public void setCategory(Code.Categorical code, int row, int category) {
        if (category < 0 || category >= code.size()) {
            throw new IllegalArgumentException(
                    "code '" + code.name() + "' has categories 0 … " + (code.size() - 1) + "; got " + category);
        }
        int offset = row * spec.width() + spec.offset(code);
        for (int i = 0; i < code.size(); i++) {
            values[offset + i] = i == category ? 1 : 0;
        }
    }

    /** The value of a continuous code in row {@code row}: the first of its numbers. */
    public float value(Code.Continuous code, int row) {
        return values[row * spec.width() + spec.offset(code)];
    }

    /** Sets a continuous code of row {@code row}: all of its numbers. */
    public void setValue(Code.Continuous code, int row, double value) {
        int offset = row * spec.width() + spec.offset(code);
        Arrays.fill(values, offset, offset + code.size(), (float) value);
    }

    /**
     * Multiplies the noise of all rows. With a factor below 1 images vary less and are more typical (the truncation of
     * Brock, Donahue, Simonyan 2019, by scaling in place of drawing again).
     *
     * @throws IllegalArgumentException if the factor is negative or not finite
     */
    public void scaleNoise(double factor) {
        if (!(factor >= 0 && factor <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("the factor of the noise is " + factor + "; wanted a number from 0");
        }
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < spec.noise().size(); i++) {
                values[row * spec.width() + i] *= (float) factor;
            }
        }
    }
}
