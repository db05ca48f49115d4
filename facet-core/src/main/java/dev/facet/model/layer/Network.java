package dev.facet.model.layer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Draws;
import dev.facet.torch.Parameters;
import dev.facet.torch.Tensors;

/**
 * Layers with their tensors. Tensor names are {@code <network>.<layer>.weight} and so on, as in PyTorch's state
 * dictionaries. Holds native memory. {@link #forward} in mode INFER is thread-safe; training is not.
 */
public final class Network implements AutoCloseable {
    /** The suffix by which PyTorch names the left singular vector of a weight. */
    private static final String SINGULAR = "_u";

    private static final int FIRST_ITERATIONS = 15;

    private final String name;
    private final Sequential layers;
    private final boolean bf16;
    private final Parameters parameters;
    private final Map<String, Tensor> statistics = new LinkedHashMap<>();
    private final Pass.Tape tape = new Pass.Tape();

    /** Allocates the tensors of {@code layers}. All are zero. */
    public Network(String name, Sequential layers, boolean bf16) {
        this.name = name;
        this.layers = layers;
        this.bf16 = bf16;
        List<Parameters.Weight> weights = new ArrayList<>();
        for (Layer layer : layers.layers()) {
            for (Layer.Weight weight : layer.weights()) {
                weights.add(new Parameters.Weight(
                        qualified(layer, weight.name()), weight.shape(), weight.matrix(), weight.spectral()));
            }
        }
        parameters = new Parameters(weights, bf16);
        try (PointerScope scope = new PointerScope()) {
            for (Layer layer : layers.layers()) {
                for (Layer.Statistic statistic : layer.statistics()) {
                    Tensor tensor = Tensors.zeros(ScalarType.Float, statistic.size());
                    statistics.put(qualified(layer, statistic.name()), tensor.retainReference());
                }
            }
        }
        parameters.singularVectors().forEach((weight, u) -> statistics.put(weight + SINGULAR, u));
    }

    public String name() {
        return name;
    }

    /** The layers of the network. */
    public Sequential layers() {
        return layers;
    }

    public Parameters parameters() {
        return parameters;
    }

    /**
     * Running statistics and singular vectors of spectral norms, by full name. These are the tensors themselves, not
     * copies.
     */
    public Map<String, Tensor> statistics() {
        return statistics;
    }

    /** Gives every weight its starting value, drawn from {@code seed}. */
    public void start(long seed) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            long index = 0;
            for (Layer layer : layers.layers()) {
                for (Layer.Weight weight : layer.weights()) {
                    Tensor value = parameters.value(qualified(layer, weight.name()));
                    if (weight.start().isDrawn()) {
                        float[] values = weight.start().draw(new Draws(seed, index++), weight.shape());
                        value.copy_(Tensors.of(values, weight.shape()));
                    } else {
                        value.fill_(Tensors.scalar(weight.start().scale()));
                    }
                }
                for (Layer.Statistic statistic : layer.statistics()) {
                    statistic(layer, statistic).fill_(Tensors.scalar(statistic.start()));
                }
            }
        }
        long index = 0;
        for (Tensor u : parameters.singularVectors().values()) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Draws draws = new Draws(Draws.seed(seed, "singular vectors"), index++);
                u.copy_(Tensors.of(Start.NORMAL.draw(draws, new long[] {u.numel()}), u.numel()));
            }
        }
        parameters.refresh();
        parameters.iterate(FIRST_ITERATIONS);
    }

    /** Updates the estimates of spectral norms. Call after an optimiser has changed the weights. */
    public void updated() {
        parameters.iterate(1);
    }

    /**
     * Every weight (fp32) and running statistic, by full name. These are views, not copies. Call {@link #refresh} after
     * changing them.
     */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        parameters.names().forEach(weight -> tensors.put(weight, parameters.value(weight)));
        tensors.putAll(statistics);
        return tensors;
    }

    /**
     * A weight or running statistic as inference uses it; a spectrally normalised weight is already divided.
     *
     * @param full its full name
     */
    public Tensor used(String full) {
        return statistics.containsKey(full) ? Objects.requireNonNull(statistics.get(full)) : parameters.constant(full);
    }

    /** Updates everything that is derived from the weights. Call after the weights have changed. */
    public void refresh() {
        parameters.refresh();
    }

    /** Copies the tensors of a network with the same layers, or of its average, by name. */
    public void copy(Map<String, Tensor> source) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            tensors().forEach((key, tensor) -> tensor.copy_(Objects.requireNonNull(source.get(key), key)));
        }
        refresh();
    }

    /** Runs the layers. In bf16, the result is bf16. */
    public Tensor forward(Tensor x, Layer.Mode mode) {
        return run(x, null, mode);
    }

    /** Runs the layers with a side input {@code side [N, width]}, which layers such as {@link Join} use. */
    public Tensor forward(Tensor x, Tensor side, Layer.Mode mode) {
        return run(x, side, mode);
    }

    private Tensor run(Tensor x, @Nullable Tensor side, Layer.Mode mode) {
        if (mode == Layer.Mode.TWICE && parameters.isTrainable() && GradMode.is_enabled()) {
            tape.accumulate();
        }
        Work.pass(layers, x, parameters.isTrainable());
        Pass pass = new Pass(parameters, statistics, tape, name + ".", mode, false, side);
        return Sequential.apply(layers.layers(), bf16 ? x.to(ScalarType.BFloat16) : x, pass::within);
    }

    /**
     * Forgets the forward passes so far; their weight gradients are no longer needed. Call at the start of each step.
     */
    public void forgetPasses() {
        tape.clear();
    }

    /**
     * Zeroes the gradient, except the parts that {@link #gatherGradient} overwrites. Call before the forward passes of
     * a phase that trains this network.
     */
    public void zeroGradient() {
        parameters.zeroGradient(tape.weights());
    }

    /**
     * Computes the deferred weight gradients, and collects the whole gradient in the flat fp32 buffer. Call after a
     * backward pass.
     */
    public void gatherGradient() {
        try (NoGradGuard guard = new NoGradGuard()) {
            tape.run();
        }
        parameters.gatherGradient();
    }

    @Override
    public void close() {
        parameters.singularVectors().keySet().forEach(weight -> statistics.remove(weight + SINGULAR));
        parameters.close();
        statistics.values().forEach(Tensor::close);
    }

    private Tensor statistic(Layer layer, Layer.Statistic statistic) {
        return Objects.requireNonNull(statistics.get(qualified(layer, statistic.name())));
    }

    private String qualified(Layer layer, String tensor) {
        return name + "." + layer.name() + "." + tensor;
    }
}
