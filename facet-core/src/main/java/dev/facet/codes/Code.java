package dev.facet.codes;

/**
 * One named control of a generator. A code knows how many numbers it feeds to G, how many Q must emit to recover it,
 * how to draw itself, and its prior entropy, from which everything else (losses, mutual information, traversals,
 * sliders) is derived.
 */
public sealed interface Code {
    String name();

    /** How many inputs of the generator it takes. */
    int width();

    /**
     * How many numbers Q emits for it: the logits of a category, or the mean and the log-variance of a continuous code.
     */
    int outputs();

    /** H(c) of the prior in nats; for a continuous code the differential entropy, which may be negative. */
    double entropy();

    /** Draws a value into {@code row[offset …]}. */
    void draw(Draws draws, float[] row, int offset);

    /** One of {@code size} categories, all equally likely; a one-hot vector to G. */
    record Categorical(String name, int size) implements Code {
        public Categorical {
            requireName(name);
            if (size < 2) {
                throw new IllegalArgumentException(
                        "code '" + name + "' has " + size + " categories; it needs at least 2");
            }
        }

        @Override
        public int width() {
            return size;
        }

        @Override
        public int outputs() {
            return size;
        }

        @Override
        public double entropy() {
            return Math.log(size);
        }

        @Override
        public void draw(Draws draws, float[] row, int offset) {
            row[offset + draws.nextInt(size)] = 1;
        }
    }

    /**
     * A code of {@code size} independent numbers, nearly always one; what sets or shows it moves all of them together.
     */
    sealed interface Continuous extends Code {
        /** How many numbers it is. */
        int size();

        @Override
        default int width() {
            return size();
        }

        /** The means of its numbers, then their log-variances. */
        @Override
        default int outputs() {
            return 2 * size();
        }

        /**
         * The most that, for a code of one number, the lower bound of this code's mutual information (InfoGAN, equation
         * 4) can be, in nats: what a Q reaches that is never wrong and reports its smallest standard deviation. The
         * mutual information itself has no limit.
         */
        default double mostInformation(double smallestSigma) {
            return entropy() - Math.log(smallestSigma) - 0.5 * Math.log(2 * Math.PI);
        }

        /**
         * The value at position {@code t} of a sweep, where −1 … 1 spans what training drew and beyond extrapolates.
         */
        double at(double t);
    }

    /** Uniform on [low, high]. */
    record Uniform(String name, double low, double high, int size) implements Continuous {
        /** One number. */
        public Uniform(String name, double low, double high) {
            this(name, low, high, 1);
        }

        public Uniform {
            requireName(name);
            requireSize(name, size);
            if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
                throw new IllegalArgumentException("code '" + name + "' is uniform on [" + low + ", " + high
                        + "]; the first must be less than the second");
            }
        }

        @Override
        public double entropy() {
            return size * Math.log(high - low);
        }

        @Override
        public void draw(Draws draws, float[] row, int offset) {
            for (int i = 0; i < size; i++) {
                row[offset + i] = (float) draws.uniform(low, high);
            }
        }

        @Override
        public double at(double t) {
            return (low + high) / 2 + t * (high - low) / 2;
        }
    }

    /** Normal with mean 0. */
    record Normal(String name, double std, int size) implements Continuous {
        /** One number. */
        public Normal(String name, double std) {
            this(name, std, 1);
        }

        public Normal {
            requireName(name);
            requireSize(name, size);
            if (!(std > 0) || Double.isInfinite(std)) {
                throw new IllegalArgumentException(
                        "code '" + name + "' has standard deviation " + std + "; it must be positive");
            }
        }

        @Override
        public double entropy() {
            return size * 0.5 * Math.log(2 * Math.PI * Math.E * std * std);
        }

        @Override
        public void draw(Draws draws, float[] row, int offset) {
            for (int i = 0; i < size; i++) {
                row[offset + i] = (float) (std * draws.nextGaussian());
            }
        }

        @Override
        public double at(double t) {
            return t * std;
        }
    }

    private static void requireSize(String name, int size) {
        if (size < 1 || size > 10_000) {
            throw new IllegalArgumentException(
                    "code '" + name + "' has size " + size + "; it must be from 1 to 10000 numbers");
        }
    }

    private static void requireName(String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,39}")) {
            throw new IllegalArgumentException("code name '" + name
                    + "' must start with a letter and hold at most 40 letters, digits, '-' and '_'");
        }
    }
}
