package dev.facet.torch;

import java.util.LinkedHashMap;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Spectral normalisation (Miyato, Kataoka, Koyama, Yoshida 2018): networks compute with {@code W / σ}, where σ is the
 * largest singular value of W, so that no layer makes anything larger than it was. σ is {@code ‖Wᵀu‖} for the left
 * singular vector u, which one step of power iteration follows after each update; v is {@code Wᵀu / σ}. For the
 * gradient u and v count as constants:
 *
 * <pre>  ∂L/∂W = (G − ⟨G, W / σ⟩ u vᵀ) / σ,  G = ∂L/∂(W / σ)</pre>
 *
 * All depends on the weights and u alone, so that with u saved a run goes on exactly as it would have. Holds native
 * memory.
 */
final class SpectralNorm implements AutoCloseable {
    private static final double SMALLEST = 1e-12;

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * A weight.
     *
     * @param value W, fp32 {@code [rows, columns]}
     * @param normalised where W / σ is wanted, of the type that is computed with
     * @param gradient in: G; out: the gradient of W; fp32
     * @param u {@code [rows]}
     * @param v {@code [columns]}
     * @param sigma one number
     */
    private record Entry(Tensor value, Tensor normalised, Tensor gradient, Tensor u, Tensor v, Tensor sigma) {}

    /** The tensors stay the caller's; u is all zeros until somebody says otherwise. */
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

    /** u of each weight; the tensors themselves. */
    Map<String, Tensor> vectors() {
        Map<String, Tensor> vectors = new LinkedHashMap<>();
        entries.forEach((name, entry) -> vectors.put(name, entry.u()));
        return vectors;
    }

    /** Power iteration. */
    void iterate(int times) {
        for (Entry entry : entries.values()) {
            for (int i = 0; i < times; i++) {
                Tensor v = unit(entry.value().t().mv(entry.u()));
                entry.u().copy_(unit(entry.value().mv(v)));
            }
        }
    }

    /** Works σ and v out, and makes what is computed with. */
    void refresh() {
        for (Entry entry : entries.values()) {
            Tensor right = entry.value().t().mv(entry.u());
            entry.sigma()
                    .copy_(right.norm().clamp_min_(Tensors.scalar(SMALLEST)).view(1));
            entry.v().copy_(right.div(entry.sigma()));
            entry.normalised().copy_(entry.value().div(entry.sigma()));
        }
    }

    /** From gradients of what is computed with to those of the weights. */
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
