package dev.facet.codes;

/**
 * One named control of a generator. A code defines its number of generator inputs, its number of outputs of Q, how it
 * is drawn, and the entropy of its prior. Losses, mutual information, traversals and sliders are derived from these.
 */
public sealed interface Code {
    String name();

    /** Number of generator inputs. */
    int width();

    /**
     * Number of outputs of Q: the logits of a categorical code, or the means and log-variances of a continuous one.
     */
    int outputs();

    /** H(c) of the prior in nats; the differential entropy for a continuous code, which may be negative. */
    double entropy();

    /** Draws a value into {@code row[offset …]}. */
    void draw(Draws draws, float[] row, int offset);

    /** One of {@code size} equally likely categories, given to G as a one-hot vector. */
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
     * A code of {@code size} independent numbers, usually one. Setting or showing the code moves all of them together.
     */
    sealed interface Continuous extends Code {
        /** How many numbers the code has. */
        int size();

        @Override
        default int width() {
            return size();
        }

        /** The means of the numbers, then their log-variances. */
        @Override
        default int outputs() {
            return 2 * size();
        }

        /**
         * Upper limit, for a code of one number, of the lower bound on its mutual information (InfoGAN, equation 4), in
         * nats. A Q that is always right and reports its smallest standard deviation reaches it. The mutual information
         * itself has no limit.
         */
        default double mostInformation(double smallestSigma) {
            return entropy() - Math.log(smallestSigma) - 0.5 * Math.log(2 * Math.PI);
        }

        /**
         * The value at position {@code t} of a sweep. From −1 to 1 it spans a uniform prior, or one standard deviation
         * to each side of a normal one.
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
