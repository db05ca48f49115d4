package dev.facet.method;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.LatentBatch;

/**
 * One training step: a batch of real images, a batch of latent rows, and what the phases of the step share. Lives
 * inside the step's {@code PointerScope}; used by one thread.
 */
public final class Step {
    private final long number;
    private final Tensor real;
    private final int[] labels;
    private final LatentBatch latents;
    private final Map<String, Double> statistics = new LinkedHashMap<>();
    private @Nullable Tensor fake;

    /**
     * @param number steps done before this one
     * @param real {@code [N, c, h, w]}, fp32, in the networks' pixel range
     * @param labels the class of each real image, for methods that learn from labels; otherwise empty
     * @param latents N rows
     */
    public Step(long number, Tensor real, int[] labels, LatentBatch latents) {
        this.number = number;
        this.real = real;
        this.labels = labels;
        this.latents = latents;
    }

    public long number() {
        return number;
    }

    public Tensor real() {
        return real;
    }

    /** The class of each real image; empty unless the method learns from labels. */
    public int[] labels() {
        return labels;
    }

    public LatentBatch latents() {
        return latents;
    }

    /** The generated images with their graph, made by the first phase that asks. */
    Tensor fake(Supplier<Tensor> generate) {
        if (fake == null) {
            fake = generate.get();
        }
        return fake;
    }

    /** Before a phase runs again: what it asks for is made with the weights as they are then. */
    public void forgetFake() {
        fake = null;
    }

    /** Notes a scalar under {@code name}; a later phase of the step may overwrite it. */
    void record(String name, Tensor scalar) {
        statistics.put(name, (double) scalar.item_float());
    }

    void record(String name, double value) {
        statistics.put(name, value);
    }

    /** What was noted, by name. */
    public Map<String, Double> statistics() {
        return statistics;
    }
}
