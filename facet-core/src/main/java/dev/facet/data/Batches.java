package dev.facet.data;

import org.jspecify.annotations.Nullable;

import dev.facet.codes.Draws;
import dev.facet.codes.Share;

/**
 * The real images of every step of a training run. The batch of step s depends only on the seed and s, so a resumed run
 * gets the same batches as an uninterrupted one.
 *
 * <p>An epoch is a random order of all images (Fisher–Yates), cut into batches. The remainder at the end of an epoch is
 * dropped, and the next epoch has another order. If there are fewer images than a batch needs, the epochs are joined
 * before they are cut, and a batch may contain an image more than once.
 *
 * <p>Several processes that train one run have a share of each batch each.
 *
 * <p>Holds one order at a time, four bytes per image. Not thread-safe. The caller closes the data set.
 */
public final class Batches {
    private final Dataset data;
    private final Share share;
    private final int batch;
    private final long seed;
    private final long perEpoch;
    private final int[] order;
    private long orderOf = -1;

    /**
     * Batches of {@code batch} images.
     *
     * @throws IllegalArgumentException if there are no images, or {@code batch} is not positive
     */
    public Batches(Dataset data, int batch, long seed) {
        this(data, batch, seed, null);
    }

    /** A share of the images of each batch. Positions count from the first image of the share. */
    public Batches(Dataset data, Share share, long seed) {
        this(data, share.of(), seed, share);
    }

    private Batches(Dataset data, int batch, long seed, @Nullable Share share) {
        if (data.size() == 0) {
            throw new IllegalArgumentException("data has no images: " + data.name());
        }
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be positive: " + batch);
        }
        this.data = data;
        this.batch = batch;
        this.share = share == null ? Share.all(batch) : share;
        this.seed = Draws.seed(seed, "batches");
        this.perEpoch = data.size() < batch ? data.size() : data.size() - data.size() % batch;
        this.order = new int[data.size()];
    }

    /** Bytes of one batch. */
    public int bytes() {
        return Math.multiplyExact(share.count(), data.shape().bytes());
    }

    /** The epoch, counted from 0, of the first image of step {@code step}. */
    public long epoch(long step) {
        return Math.multiplyExact(step, (long) batch) / perEpoch;
    }

    /**
     * Writes the images of step {@code step} to {@code target} as {@code [batch, channels, height, width]}.
     *
     * @param step from 0
     * @param target at least {@link #bytes()} long
     */
    public void read(long step, byte[] target) {
        int image = data.shape().bytes();
        for (int i = 0; i < share.count(); i++) {
            data.read(index(step, i), target, i * image);
        }
    }

    /**
     * Writes the indices in the data set of the images of step {@code step} to {@code target}, whose length is {@link
     * #size()}.
     */
    public void indices(long step, int[] target) {
        for (int i = 0; i < share.count(); i++) {
            target[i] = index(step, i);
        }
    }

    /** Images in one batch. */
    public int size() {
        return share.count();
    }

    /** The index in the data set of the image at {@code position} in the batch of step {@code step}. */
    public int index(long step, int position) {
        if (step < 0) {
            throw new IllegalArgumentException("step must not be negative: " + step);
        }
        long drawn = Math.addExact(Math.multiplyExact(step, (long) batch), share.first() + position);
        long epoch = drawn / perEpoch;
        if (epoch != orderOf) {
            shuffle(epoch);
        }
        return order[(int) (drawn % perEpoch)];
    }

    private void shuffle(long epoch) {
        new Draws(seed, epoch).permute(order);
        orderOf = epoch;
    }
}
