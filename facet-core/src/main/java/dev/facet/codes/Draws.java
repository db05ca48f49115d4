package dev.facet.codes;

/**
 * The random numbers of one item, a pure function of (seed, index). Item <i>i</i> is the same in every batch, on every
 * machine and in every Java version. That is why this is not {@code java.util.SplittableRandom}: the JDK does not
 * promise the sequence of its Gaussians across versions. The generator is SplitMix64 (Steele, Lea, Flood 2014). Not
 * thread-safe; make one per item.
 */
public final class Draws {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;
    private double spare;
    private boolean hasSpare;

    public Draws(long seed, long index) {
        state = mix(mix(seed + GOLDEN) ^ mix(index * 0xD1342543DE82EF95L + 0x2545F4914F6CDD1DL));
    }

    /** A seed for an independent sequence of items. One user-given seed can thus serve several purposes. */
    public static long seed(long seed, String purpose) {
        long mixed = mix(seed ^ GOLDEN);
        for (int i = 0; i < purpose.length(); i++) {
            mixed = mix(mixed * 31 + purpose.charAt(i));
        }
        return mixed;
    }

    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform on [0, 1), 53 bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform on [low, high). */
    public double uniform(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /** Uniform on 0 … bound − 1. */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive: " + bound);
        }
        return (int) (nextDouble() * bound);
    }

    /**
     * Standard normal, by Marsaglia's polar method with {@link StrictMath}, so that it is the same on every machine.
     */
    public double nextGaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double u;
        double v;
        double s;
        do {
            u = 2 * nextDouble() - 1;
            v = 2 * nextDouble() - 1;
            s = u * u + v * v;
        } while (s >= 1 || s == 0);
        double scale = Math.sqrt(-2 * StrictMath.log(s) / s);
        spare = v * scale;
        hasSpare = true;
        return u * scale;
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }

    /** The numbers 0 … size − 1 in a random order. */
    public int[] permutation(int size) {
        int[] order = new int[size];
        permute(order);
        return order;
    }

    /** Fills {@code order} with 0 … length − 1 in a random order (Fisher–Yates). */
    public void permute(int[] order) {
        for (int i = 0; i < order.length; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }
}
