package dev.facet.model.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

import dev.facet.torch.Parameters;
import dev.facet.torch.Tensors;

/**
 * A layer's view of a forward pass: its tensors, the mode, and a place to defer weight gradients. Deferred gradients
 * are computed after the backward pass, each as one matrix product. On a CPU this is faster than libtorch: its weight
 * gradients of strided convolutions take several times as long as a matrix product of the same size, and libtorch adds
 * every gradient to the flat buffer in a separate pass.
 */
public final class Pass {
    /** The operands of a weight gradient {@code aᵀ b}, made from a layer's input and the gradient of its output. */
    interface Operands {
        /** {@code [rows, weight rows]}. */
        Tensor left(Tensor input, Tensor outputGradient);

        /** {@code [rows, weight columns]}. */
        Tensor right(Tensor input, Tensor outputGradient);
    }

    /** The deferred weight gradients of a network. Emptied after each backward pass. */
    static final class Tape {
        private record Entry(Tensor input, Tensor output, Tensor gradient, String weight, Operands operands) {}

        private final List<Entry> entries = new ArrayList<>();
        /** The gradients that only {@link #run} writes. */
        private final Map<String, Tensor> written = new HashMap<>();

        private boolean accumulating;

        /** The weights whose gradients {@link #run} overwrites, so that they need not be zeroed. */
        Set<String> weights() {
            return written.keySet();
        }

        void clear() {
            entries.clear();
            accumulating = false;
        }

        /**
         * Makes {@link #run} add to the gradients, because libtorch adds to them too in the next backward pass. They
         * must then be zeroed first.
         */
        void accumulate() {
            if (!accumulating) {
                written.values().forEach(Tensor::zero_);
                accumulating = true;
            }
        }

        /** Computes all deferred gradients into the flat gradient, and forgets them. */
        void run() {
            Set<String> seen = new HashSet<>();
            for (Entry entry : entries) {
                Tensor slope = entry.output().grad();
                if (!slope.defined()) {
                    continue; // the loss does not depend on this pass
                }
                // in bf16, libtorch multiplies a copy faster than a transposed left operand
                Tensor left = entry.operands().left(entry.input(), slope).t().contiguous();
                Tensor right = entry.operands().right(entry.input(), slope);
                Tensor target = matrix(entry.gradient());
                if (seen.add(entry.weight()) && !accumulating) {
                    torch.mm_out(target, left, right);
                } else {
                    torch.addmm_out(target, target, left, right, Tensors.scalar(1), Tensors.scalar(1));
                }
            }
            written.forEach((weight, gradient) -> {
                if (!seen.contains(weight) && !accumulating) {
                    gradient.zero_();
                }
            });
            clear();
        }

        /** A gradient in its memory order: kernels are channels-last, with one row per index of the first dimension. */
        private static Tensor matrix(Tensor gradient) {
            Tensor inMemory = gradient.dim() == 4 ? gradient.permute(0, 2, 3, 1) : gradient;
            return inMemory.view(inMemory.size(0), -1);
        }
    }

    private final Parameters parameters;
    private final Map<String, Tensor> statistics;
    private final Tape tape;
    private final String prefix;
    private final Layer.Mode mode;
    private final boolean overwrite;
    private final @Nullable Tensor side;

    Pass(
            Parameters parameters,
            Map<String, Tensor> statistics,
            Tape tape,
            String prefix,
            Layer.Mode mode,
            boolean overwrite,
            @Nullable Tensor side) {
        this.parameters = parameters;
        this.statistics = statistics;
        this.tape = tape;
        this.prefix = prefix;
        this.mode = mode;
        this.overwrite = overwrite;
        this.side = side;
    }

    /** The pass as seen by a layer inside this layer. */
    Pass within(Layer inner, boolean overwriteInput) {
        return new Pass(
                parameters,
                statistics,
                tape,
                prefix + inner.name() + ".",
                mode,
                overwriteInput && mode != Layer.Mode.TWICE,
                side);
    }

    /** The network's side input {@code [N, width]}. */
    public Tensor side() {
        if (side == null) {
            throw new IllegalStateException("the network is fed nothing beside its input");
        }
        return side;
    }

    public Layer.Mode mode() {
        return mode;
    }

    /** Whether nothing else needs the layer's input, so that the result may overwrite it. */
    public boolean overwrite() {
        return overwrite;
    }

    /** A weight of the layer. Autograd computes its gradient. */
    public Tensor weight(String name) {
        return parameters.leaf(prefix + name);
    }

    /**
     * A weight of the layer as a constant; {@link #defer} provides its gradient, if it needs one. In mode TWICE and on
     * a GPU, the weight itself.
     */
    public Tensor constant(String name) {
        return mode == Layer.Mode.TWICE || onGpu() ? weight(name) : parameters.constant(prefix + name);
    }

    /** Whether the pass runs on a GPU, where the plain kernels are fastest. */
    public boolean onGpu() {
        return parameters.onGpu();
    }

    /** A running statistic of the layer. */
    public Tensor statistic(String name) {
        Tensor tensor = statistics.get(prefix + name);
        if (tensor == null) {
            throw new IllegalArgumentException("no statistic is called '" + prefix + name + "'");
        }
        return tensor;
    }

    /**
     * Defers the gradient of {@code weight} until after the backward pass; the layer computed {@code output} from
     * {@code input} and this weight.
     */
    void defer(String weight, Tensor input, Tensor output, Operands operands) {
        if (mode == Layer.Mode.TWICE || onGpu() || !parameters.isTrainable() || !GradMode.is_enabled()) {
            return;
        }
        if (!output.requires_grad()) {
            output.requires_grad_(true);
        }
        output.__dispatch_retain_grad();
        Tensor gradient = parameters.gradient(prefix + weight);
        tape.written.put(prefix + weight, gradient);
        tape.entries.add(new Tape.Entry(input.detach(), output, gradient, prefix + weight, operands));
    }
}
