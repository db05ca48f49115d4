package dev.facet.torch;

import java.util.LinkedHashMap;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Spectral normalisation (Miyato, Kataoka, Koyama, Yoshida 2018): networks compute with {@code W / σ}, where σ is the
 * largest singular value of W, so that no layer increases the norm of its input. σ is {@code ‖Wᵀu‖} for the left
 * singular vector u, which is updated by one step of power iteration after each optimiser step; v is {@code Wᵀu / σ}.
 * The gradient treats u and v as constants:
 *
 * <pre>  ∂L/∂W = (G − ⟨G, W / σ⟩ u vᵀ) / σ,  G = ∂L/∂(W / σ)</pre>
 *
 * All depends on the weights and u alone, so a run whose u is saved resumes exactly. Holds native memory.
 */
final class SpectralNorm implements AutoCloseable {
    private static final double SMALLEST = 1e-12;

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * The tensors of one weight.
     *
     * @param value W, fp32 {@code [rows, columns]}
     * @param normalised receives W / σ, in the type that the network computes with
     * @param gradient in: G; out: the gradient of W; fp32
     * @param u left singular vector {@code [rows]}
     * @param v right singular vector {@code [columns]}
     * @param sigma largest singular value {@code [1]}
     */
    private record Entry(Tensor value, Tensor normalised, Tensor gradient, Tensor u, Tensor v, Tensor sigma) {}

    /** Adds a weight. The caller keeps ownership of the tensors; u is all zeros until the caller sets it. */
    void add(String name, Tensor value, Tensor normalised, Tensor gradient) {
        entries.put(
                name,
                new Entry(
                        value,
                        normalised,
                        gradient,
                        Tensors.zeros(ScalarType.Float, value.size(0)).retainReference(),
                        Tensors.zeros(ScalarType.Float, value.size(1)).retainReference(),
                        Tensors.zeros(ScalarType.Float, 1).retainReference()));
    }

    /** Whether no weight is normalised. */
    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** u of each weight by its name; not copies. */
    Map<String, Tensor> vectors() {
        Map<String, Tensor> vectors = new LinkedHashMap<>();
        entries.forEach((name, entry) -> vectors.put(name, entry.u()));
        return vectors;
    }

    /** Updates u by power iteration. */
    void iterate(int times) {
        for (Entry entry : entries.values()) {
            for (int i = 0; i < times; i++) {
                Tensor v = unit(entry.value().t().mv(entry.u()));
                entry.u().copy_(unit(entry.value().mv(v)));
            }
        }
    }

    /** Computes σ, v and W / σ. */
    void refresh() {
        for (Entry entry : entries.values()) {
            Tensor right = entry.value().t().mv(entry.u());
            entry.sigma()
                    .copy_(right.norm().clamp_min_(Tensors.scalar(SMALLEST)).view(1));
            entry.v().copy_(right.div(entry.sigma()));
            entry.normalised().copy_(entry.value().div(entry.sigma()));
        }
    }

    /** Turns the gradients of W / σ into those of W, in place. */
    void gradients() {
        for (Entry entry : entries.values()) {
            Tensor along = entry.gradient().mul(entry.value()).sum().div(entry.sigma());
            entry.gradient().sub_(torch.outer(entry.u(), entry.v()).mul_(along)).div_(entry.sigma());
        }
    }

    @Override
    public void close() {
        for (Entry entry : entries.values()) {
            entry.u().close();
            entry.v().close();
            entry.sigma().close();
        }
    }

    private static Tensor unit(Tensor vector) {
        return vector.div(vector.norm().clamp_min_(Tensors.scalar(SMALLEST)));
    }
}
