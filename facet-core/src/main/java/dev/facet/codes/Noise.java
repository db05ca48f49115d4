package dev.facet.codes;

/** The incompressible part z of the latent vector: {@code size} independent numbers. */
public record Noise(int size, Distribution distribution) {
    /** The distribution of each number of z. */
    public enum Distribution {
        /** Standard normal. */
        NORMAL,
        /** Uniform on [−1, 1]. */
        UNIFORM
    }

    public Noise {
        if (size < 0) {
            throw new IllegalArgumentException("noise size is " + size + "; it cannot be negative");
        }
    }

    void draw(Draws draws, float[] row, int offset) {
        for (int i = 0; i < size; i++) {
            row[offset + i] = (float)
                    switch (distribution) {
                        case NORMAL -> draws.nextGaussian();
                        case UNIFORM -> draws.uniform(-1, 1);
                    };
        }
    }
}
