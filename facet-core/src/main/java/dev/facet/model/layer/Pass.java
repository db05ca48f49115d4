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
 * What a layer sees of a forward pass: its tensors, how to treat batch normalisation, and a place to leave weight
 * gradients that it wants worked out as one matrix product after the backward pass. That is faster than what libtorch
 * does on a CPU: its weight gradients of strided convolutions take several times as long as the product of the same
 * size, and every gradient is added to the flat buffer in a pass of its own.
 */
public final class Pass {
    /** How the operands of a weight gradient {@code aᵀ b} come from a layer's input and the gradient of its output. */
    interface Operands {
        /** {@code [rows, weight rows]}. */
        Tensor left(Tensor input, Tensor outputGradient);

        /** {@code [rows, weight columns]}. */
        Tensor right(Tensor input, Tensor outputGradient);
    }

    /** Weight gradients to be worked out; one for each network, emptied after each backward pass. */
    static final class Tape {
        private record Entry(Tensor input, Tensor output, Tensor gradient, String weight, Operands operands) {}

        private final List<Entry> entries = new ArrayList<>();
        /** The gradients that only {@link #run} writes. */
        private final Map<String, Tensor> written = new HashMap<>();

        private boolean accumulating;

        /** The weights whose gradients {@link #run} overwrites: they need not be zero before. */
        Set<String> weights() {
            return written.keySet();
        }

        void clear() {
            entries.clear();
            accumulating = false;
        }

        /** In the coming backward pass libtorch adds to the same gradients, which therefore begin with zero. */
        void accumulate() {
            if (!accumulating) {
                written.values().forEach(Tensor::zero_);
                accumulating = true;
            }
        }

        /** Works all of them out into the flat gradient, and forgets them. */
        void run() {
            Set<String> seen = new HashSet<>();
            for (Entry entry : entries) {
                Tensor slope = entry.output().grad();
                if (!slope.defined()) {
                    continue; // the loss does not depend on this pass
                }
                // libtorch's bf16 product takes longer over a transposed left operand than over its copy
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

        /** A gradient as it lies in memory: kernels channels-last, one row per first dimension. */
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

    /** What a layer within the layer sees of the pass. */
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

    /** What the network is fed beside its input {@code [N, width]}. */
    public Tensor side() {
        if (side == null) {
            throw new IllegalStateException("the network is fed nothing beside its input");
        }
        return side;
    }

    public Layer.Mode mode() {
        return mode;
    }

    /** Whether the layer's input is needed by nobody else, so that the result may take its place. */
    public boolean overwrite() {
        return overwrite;
    }

    /** A weight of the layer; its gradient comes by itself. */
    public Tensor weight(String name) {
        return parameters.leaf(prefix + name);
    }

    /**
     * A weight of the layer as a constant, whose gradient, if any, comes from {@link #defer}; in mode TWICE and on a
     * GPU the weight itself.
     */
    public Tensor constant(String name) {
        return mode == Layer.Mode.TWICE || onGpu() ? weight(name) : parameters.constant(prefix + name);
    }

    /** Whether it runs on a GPU, whose own kernels do everything best. */
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
     * Leaves the gradient of {@code weight}, with which {@code output} was made of {@code input}, for after the
     * backward pass.
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
