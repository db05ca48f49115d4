package dev.facet.model.layer;

import java.util.concurrent.atomic.LongAdder;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Counts the multiplications that networks need, for benchmarks: of matrix products and convolutions only, two
 * floating-point operations each. A layer has up to three products: forward, gradient of its weights, gradient of its
 * input. Which of them a pass needs is known when it runs forward. Gradients of gradients (mode TWICE) are not counted.
 * Counts all networks of the process while it is open.
 */
public final class Work implements AutoCloseable {
    private static volatile @Nullable Work counting;

    private final LongAdder multiplications = new LongAdder();

    private Work() {}

    /** Begins to count. Whoever begins it closes it. */
    public static Work count() {
        Work work = new Work();
        counting = work;
        return work;
    }

    /** Multiplications since it began, or since the last call. */
    public long take() {
        return multiplications.sumThenReset();
    }

    static void pass(Sequential layers, Tensor input, boolean trainable) {
        Work work = counting;
        if (work != null) {
            work.add(layers, input.size(0), trainable && GradMode.is_enabled(), input.requires_grad());
        }
    }

    private void add(Sequential layers, long rows, boolean learns, boolean slope) {
        long all = layers.multiplications();
        long products = all;
        if (learns) {
            products += all;
        }
        if (slope) {
            products += all;
        } else if (learns) {
            products += all - layers.firstMultiplications();
        }
        multiplications.add(rows * products);
    }

    @Override
    public void close() {
        counting = null;
    }
}
