package dev.facet.method.consistency;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.model.Scaling;
import dev.facet.model.layer.Edges;
import dev.facet.torch.Tensors;

/**
 * The nearest neighbours of each item of a data set: the items whose pixels correlate most with its own, at a coarse
 * resolution. Correlation ignores contrast. Neighbours are nearly always of the same class. Uses no labels.
 *
 * <p>Computed on first use from all pairs of the first {@value #MOST} items at most. This takes some 20 seconds for
 * 60,000 items on two cores. The data must stay open as long as this is used.
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
    private final Compared compared;
    private int @Nullable [][] nearest;

    /** What of items is compared. */
    enum Compared {
        ALL,
        /** The mean of the channels. */
        GREY,
        /** The edges of images. */
        EDGES
    }

    /**
     * @param scaling the networks' scaling
     * @param count number of neighbours per item
     * @param compared what is compared
     */
    Neighbours(Dataset data, Scaling scaling, int count, Compared compared) {
        this.data = data;
        this.shape = data.shape();
        this.scaling = scaling;
        this.count = count;
        this.compared = compared;
    }

    /** The number of items. */
    int items() {
        return Math.min(MOST, data.size());
    }

    /** The neighbours of each item, nearest first. */
    int[][] table() {
        if (nearest == null) {
            nearest = find();
        }
        return nearest;
    }

    /**
     * How typical each item is of its category: its correlation with the mean of the category's items.
     *
     * @param categories the category of each item, below {@code size}
     */
    float[] typicality(int[] categories, int size) {
        int items = items();
        float[] weights = new float[size * items];
        int[] counts = new int[size];
        for (int category : categories) {
            counts[category]++;
        }
        for (int i = 0; i < items; i++) {
            weights[categories[i] * items + i] = 1f / counts[categories[i]];
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor all = features(); // [items, features]
            Tensor means = Tensors.of(weights, size, items).matmul(all); // [size, features]
            float[] products = Tensors.floats(all.matmul(means.t())); // [items, size]
            float[] typical = new float[items];
            for (int i = 0; i < items; i++) {
                typical[i] = products[i * size + categories[i]];
            }
            return typical;
        }
    }

    /** Reads some items in the networks' range: {@code [N, c, h, w]}. */
    Tensor read(int[] items) {
        byte[] bytes = new byte[items.length * shape.bytes()];
        for (int i = 0; i < items.length; i++) {
            data.read(items[i], bytes, i * shape.bytes());
        }
        return scaling.fromBytes(Tensors.of(bytes, items.length, shape.channels(), shape.height(), shape.rowBytes()));
    }

    private int[][] find() {
        int items = items();
        int[][] table = new int[items][];
        int asked = Math.min(count + 1, items); // an item is its own nearest neighbour
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor all = features();
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
            // among equal items, the item itself may be missing
            if (found[k] != own) {
                others[kept++] = (int) found[k];
            }
        }
        return others;
    }

    /**
     * All items {@code [items, features]}, each with mean 0 and length 1, so that a product of two is their
     * correlation.
     */
    private Tensor features() {
        Tensor all = coarse();
        long[] features = {1};
        all = all.sub(all.mean(features, true, new ScalarTypeOptional()));
        Tensor lengths =
                all.mul(all).sum(features, true, new ScalarTypeOptional()).sqrt();
        return all.div(lengths.add(Tensors.scalar(TINY)));
    }

    /** All items at a coarse resolution, so that the exact position of edges does not count. */
    private Tensor coarse() {
        int items = items();
        long[] small = shape.height() == 1
                ? new long[] {1, Math.min(MOMENTS, shape.width())}
                : new long[] {Math.min(SIDE, shape.height()), Math.min(SIDE, shape.width())};
        Tensor all = Tensors.zeros(ScalarType.Float, items * channels() * small[0] * small[1])
                .view(items, -1);
        for (int from = 0; from < items; from += ROWS) {
            int[] rows = new int[Math.min(ROWS, items - from)];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = from + i;
            }
            try (PointerScope part = new PointerScope()) {
                Tensor pooled = torch.adaptive_avg_pool2d(seen(read(rows)), small);
                all.narrow(0, from, rows.length).copy_(pooled.reshape(rows.length, -1));
            }
        }
        return all;
    }

    private int channels() {
        return switch (compared) {
            case ALL -> shape.channels();
            case GREY -> 1;
            case EDGES -> Edges.CHANNELS;
        };
    }

    private Tensor seen(Tensor items) {
        return switch (compared) {
            case ALL -> items;
            case GREY -> items.mean(new long[] {1}, true, new ScalarTypeOptional());
            case EDGES -> Edges.of(items);
        };
    }
}
