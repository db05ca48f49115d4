package dev.facet.codes;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

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

    /**
     * One of {@code size} categories, given to G as a one-hot vector. Two of them are equal if they have the same name,
     * size and kind of prior: shares are what training has made of the code, not what code it is.
     *
     * @param shares how often each category is drawn, summing to 1; equal unless they were learned
     */
    record Categorical(String name, int size, Prior prior, List<Double> shares) implements Code {
        /** How far the sum of shares may be from 1: fp32 has rounded each of them. */
        private static final double ROUNDING = 1e-3;

        /** Equally likely categories. */
        public Categorical(String name, int size) {
            this(name, size, Prior.UNIFORM);
        }

        /** Categories that are equally likely at first. */
        public Categorical(String name, int size, Prior prior) {
            this(name, size, prior, Collections.nCopies(Math.max(0, size), 1.0 / size));
        }

        public Categorical {
            requireName(name);
            if (size < 2) {
                throw new IllegalArgumentException(
                        "code '" + name + "' has " + size + " categories; it needs at least 2");
            }
            shares = List.copyOf(shares);
            double sum = shares.stream().mapToDouble(share -> share).sum();
            if (shares.size() != size
                    || shares.stream().anyMatch(share -> !(share >= 0))
                    || !(Math.abs(sum - 1) <= ROUNDING)) {
                throw new IllegalArgumentException("code '" + name + "' has " + size + " categories and "
                        + shares.size() + " shares with the sum " + sum + "; each category needs a share that is not"
                        + " negative, and the sum must be 1");
            }
        }

        /** This code with other shares. */
        public Categorical with(List<Double> other) {
            return new Categorical(name, size, prior, other);
        }

        /** Whether training has changed the shares. */
        public boolean hasLearned() {
            return shares.stream().anyMatch(share -> !share.equals(shares.get(0)));
        }

        /** Whether a category is ever drawn. */
        public boolean isUsed(int category) {
            return shares.get(category) > 0;
        }

        /** The categories that are drawn, in order. */
        public List<Integer> used() {
            return IntStream.range(0, size).filter(this::isUsed).boxed().toList();
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
            if (prior == Prior.UNIFORM) {
                return Math.log(size);
            }
            return -shares.stream()
                    .mapToDouble(share -> share > 0 ? share * Math.log(share) : 0)
                    .sum();
        }

        @Override
        public void draw(Draws draws, float[] row, int offset) {
            row[offset + (prior == Prior.UNIFORM ? draws.nextInt(size) : drawn(draws.nextDouble()))] = 1;
        }

        /** The category at a place from 0 to 1, if categories lie side by side and are as wide as their shares. */
        private int drawn(double place) {
            double end = 0;
            int last = 0;
            for (int category = 0; category < size; category++) {
                if (isUsed(category)) {
                    end += shares.get(category);
                    last = category;
                    if (place < end) {
                        break;
                    }
                }
            }
            return last;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Categorical code
                    && name.equals(code.name)
                    && size == code.size
                    && prior == code.prior;
        }

        @Override
        public int hashCode() {
            return Objects.hash(name, size, prior);
        }
    }

    /**
     * A code of {@code size} independent numbers, usually one. Setting or showing the code moves all of them together.
     */
    sealed interface Continuous extends Code {
        /** The position, as in {@link #at}, at which sweeps and sliders end unless somebody says otherwise. */
        double USUAL_REACH = 2;

        /**
         * How far a code may go beyond the training range, in half-widths of a uniform prior or deviations of a normal
         * one. The longest published sweep is that of a stacked GAN's codes with deviation 0.5, from −4 to 4 (Atienza
         * 2018, chapter 6).
         */
        double FARTHEST = 8;

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

        /** The position of a value in a sweep: what {@link #at} takes for it. */
        default double position(double value) {
            return (value - at(0)) / (at(1) - at(0));
        }
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
