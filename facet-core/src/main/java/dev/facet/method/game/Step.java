package dev.facet.method.game;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.LatentBatch;
import dev.facet.torch.Tensors;

/**
 * One training step: a batch of real items, a batch of latent rows, and what the phases of the step share. Lives inside
 * the step's {@code PointerScope}; used by one thread.
 */
public final class Step {
    private static final String FAKE = "fake";

    private final long number;
    private final Tensor real;
    private final int[] labels;
    private final LatentBatch latents;
    private final Notes notes = new Notes();
    private final Map<String, Tensor> shared = new HashMap<>();

    /**
     * @param number steps done before this one
     * @param real {@code [N, c, h, w]}, fp32, in the networks' range
     * @param labels the class of each real item, for methods that learn from labels; otherwise empty
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

    /** The class of each real item; empty unless the method learns from labels. */
    public int[] labels() {
        return labels;
    }

    public LatentBatch latents() {
        return latents;
    }

    /** What G is fed {@code [N, latent width]}; brought to the device once. */
    public Tensor rows() {
        return once(
                "rows",
                () -> Tensors.of(
                        latents.values(), latents.count(), latents.spec().width()));
    }

    /** A tensor that phases share, made by the first that asks for it. */
    public Tensor once(String name, Supplier<Tensor> make) {
        Tensor known = shared.get(name);
        if (known == null) {
            known = make.get();
            shared.put(name, known);
        }
        return known;
    }

    /** The generated items with their graph, made by the first phase that asks. */
    public Tensor fake(Supplier<Tensor> generate) {
        return once(FAKE, generate);
    }

    /** Before a phase runs again: generated items are made with the weights as they are then. */
    public void forgetFake() {
        shared.remove(FAKE);
    }

    /** What the phases note. */
    public Notes notes() {
        return notes;
    }
}
