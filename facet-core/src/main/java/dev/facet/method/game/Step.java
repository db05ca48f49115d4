package dev.facet.method.game;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.LatentBatch;
import dev.facet.codes.Share;
import dev.facet.torch.Tensors;

/**
 * One training step: a batch of real items, a batch of latent rows, and tensors that the phases share. If several
 * processes train, each has its share of the batch. Lives inside the step's {@code PointerScope}. Used by one thread.
 */
public final class Step {
    private static final String FAKE = "fake";

    private final long number;
    private final Tensor real;
    private final int[] labels;
    private final LatentBatch latents;
    private final Share share;
    private final Notes notes = new Notes();
    private final Map<String, Tensor> shared = new HashMap<>();

    /**
     * @param number steps done before this one
     * @param real real items {@code [N, c, h, w]}, fp32, in the networks' range
     * @param labels the class of each real item, if the method learns from the labels of all items; otherwise empty
     * @param latents N latent rows
     */
    public Step(long number, Tensor real, int[] labels, LatentBatch latents) {
        this(number, real, labels, latents, Share.all(latents.count()));
    }

    /** @param share which N rows of the batch these are */
    public Step(long number, Tensor real, int[] labels, LatentBatch latents, Share share) {
        this.number = number;
        this.real = real;
        this.labels = labels;
        this.latents = latents;
        this.share = share;
    }

    public long number() {
        return number;
    }

    public Tensor real() {
        return real;
    }

    /** The class of each real item; empty unless the method learns from the labels of all items. */
    public int[] labels() {
        return labels;
    }

    public LatentBatch latents() {
        return latents;
    }

    /** Which rows of the batch this process has. */
    public Share share() {
        return share;
    }

    /** G's input {@code [N, latent width]}, copied to the device once per step. */
    public Tensor rows() {
        return once(
                "rows",
                () -> Tensors.of(
                        latents.values(), latents.count(), latents.spec().width()));
    }

    /** A tensor that phases share. The first phase that asks for it computes it. */
    public Tensor once(String name, Supplier<Tensor> make) {
        Tensor known = shared.get(name);
        if (known == null) {
            known = make.get();
            shared.put(name, known);
        }
        return known;
    }

    /** The generated items with their graph. The first phase that asks for them makes them. */
    public Tensor fake(Supplier<Tensor> generate) {
        return once(FAKE, generate);
    }

    /**
     * Drops the generated items, so that the next call makes them with the current weights. Call before a phase runs
     * again.
     */
    public void forgetFake() {
        shared.remove(FAKE);
    }

    /** The numbers that the phases note. */
    public Notes notes() {
        return notes;
    }
}
