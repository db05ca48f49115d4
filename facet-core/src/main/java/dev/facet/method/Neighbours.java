package dev.facet.method;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Draws;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.model.Scaling;
import dev.facet.torch.Tensors;

/**
 * For each item of a data set those that look most like it: whose pixels correlate with its own the most, at a coarse resolution, so that contrast does not count. They are nearly always of one class, also where no warp
 * leads from one to the other: a seven with a bar is nearer to one without than to any nine. That what lies near should be told alike is the idea of SCAN (Van Gansbeke et al.
 * 2020), which takes learned features for what pixels are taken for here. No label is asked.
 *
 * <p>Found when first asked for: all pairs of the first {@value #MOST} items at most, some 20 seconds for 60,000 on two cores. Reads the data as long as it is used.
 */
final class Neighbours {
    private static final int MOST = 100_000;
    private static final int ROWS = 512;
    private static final int SIDE = 14;
    private static final int MOMENTS = 56;
    private static final double TINY = 1e-6;

    private final Dataset data;
    private final Shape shape;
    private final Scaling scaling;
    private final int count;
    private final double share;
    private final long seed;
    private int @Nullable [][] nearest;

    /**
     * Two views of each of some items.
     *
     * @param left {@code [N, c, h, w]}
     * @param right likewise
     * @param same of how many, the first ones, both are the same item; of the others they are neighbours
     */
    record Views(Tensor left, Tensor right, int same) {}

    /**
     * @param scaling of the networks
     * @param count how many neighbours each item has
     * @param share of the views that are of neighbours
     */
    Neighbours(Dataset data, Scaling scaling, int count, double share, long seed) {
        this.data = data;
        this.shape = data.shape();
        this.scaling = scaling;
        this.count = count;
        this.share = share;
        this.seed = seed;
    }

    /** Of items drawn at random, each with one of its neighbours drawn at random: draws {@code first … first + number − 1}. */
    Views views(long first, int number) {
        int[][] table = table();
        int same = number - (int) Math.round(share * number);
        int[] left = new int[number];
        int[] right = new int[number];
        for (int i = 0; i < number; i++) {
            Draws draws = new Draws(seed, first + i);
            left[i] = draws.nextInt(table.length);
            int[] near = table[left[i]];
            right[i] = i < same ? left[i] : near[draws.nextInt(near.length)];
        }
        return new Views(read(left), read(right), same);
    }

    /** The neighbours of each item, the nearest first. */
    int[][] table() {
        if (nearest == null) {
            nearest = find(Math.min(MOST, data.size()));
        }
        return nearest;
    }

    private int[][] find(int items) {
        int[][] table = new int[items][];
        int asked = Math.min(count + 1, items); // each is its own nearest
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor all = coarse(items); // [items, features]
            long[] features = {1};
            all = all.sub(all.mean(features, true, new ScalarTypeOptional()));
            Tensor lengths =
                    all.mul(all).sum(features, true, new ScalarTypeOptional()).sqrt();
            all = all.div(lengths.add(Tensors.scalar(TINY)));
            for (int from = 0; from < items; from += ROWS) {
                int rows = Math.min(ROWS, items - from);
                try (PointerScope part = new PointerScope()) {
                    Tensor correlations = all.narrow(0, from, rows).matmul(all.t()); // [rows, items]
                    T_TensorTensor_T best = torch.topk(correlations, asked, 1, true, true);
                    Tensor indices = best.get1().contiguous().cpu();
                    long[] found = new long[rows * asked];
                    new LongPointer(indices.data_ptr()).get(found);
                    for (int i = 0; i < rows; i++) {
                        table[from + i] = others(found, i * asked, asked, from + i);
                    }
                }
            }
        }
        return table;
    }

    private static int[] others(long[] found, int at, int asked, int own) {
        int[] others = new int[asked - 1];
        int kept = 0;
        for (int k = at; k < at + asked && kept < others.length; k++) {
            // of items that are equal, any may stand for the item itself
            if (found[k] != own) {
                others[kept++] = (int) found[k];
            }
        }
        return others;
    }

    /** All items, small: where an edge lies exactly does not count. */
    private Tensor coarse(int items) {
        long[] small = shape.height() == 1
                ? new long[] {1, Math.min(MOMENTS, shape.width())}
                : new long[] {Math.min(SIDE, shape.height()), Math.min(SIDE, shape.width())};
        Tensor all = Tensors.zeros(ScalarType.Float, items * shape.channels() * small[0] * small[1])
                .view(items, -1);
        for (int from = 0; from < items; from += ROWS) {
            int[] rows = new int[Math.min(ROWS, items - from)];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = from + i;
            }
            try (PointerScope part = new PointerScope()) {
                Tensor pooled = torch.adaptive_avg_pool2d(read(rows), small);
                all.narrow(0, from, rows.length).copy_(pooled.reshape(rows.length, -1));
            }
        }
        return all;
    }

    private Tensor read(int[] items) {
        byte[] bytes = new byte[items.length * shape.bytes()];
        for (int i = 0; i < items.length; i++) {
            data.read(items[i], bytes, i * shape.bytes());
        }
        return scaling.fromBytes(Tensors.of(bytes, items.length, shape.channels(), shape.height(), shape.rowBytes()));
    }
}
