package dev.facet.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one network in one flat fp32 buffer, and their gradients in another. The optimiser's step, zeroing and
 * an all-reduce are thus one call each. Networks compute with a copy of some weights, which {@link #refresh} updates
 * once per optimiser step: in bf16 the copy holds all matrices in bf16, in fp32 it holds the spectrally normalised
 * matrices. Vectors (those of batch normalisation) are always fp32 without a copy. Holds native memory; not thread-safe
 * while training.
 */
public final class Parameters implements AutoCloseable {
    /**
     * One weight to allocate. A weight of four dimensions is stored channels-last (second dimension last in memory), as
     * channels-last convolutions need their kernels; its shape does not show this.
     *
     * @param name within the network
     * @param shape outermost dimension first
     * @param reduced whether it may be bf16
     * @param normalised whether the network computes with the weight divided by its largest singular value; see {@link
     *     SpectralNorm}
     */
    public record Weight(String name, long[] shape, boolean reduced, boolean normalised) {
        /** A weight without spectral normalisation. */
        public Weight(String name, long[] shape, boolean reduced) {
            this(name, shape, reduced, false);
        }

        long size() {
            long size = 1;
            for (long extent : shape) {
                size *= extent;
            }
            return size;
        }
    }

    private record Slot(Weight weight, long offset, Tensor leaf, Tensor constant, Tensor gradient) {}

    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final List<Tensor> owned = new ArrayList<>();
    private final long size;
    private final long copiedSize;
    private final SpectralNorm norm;
    private final Tensor value;
    private final Tensor gradient;
    private final @Nullable Tensor copy;
    private final @Nullable Tensor copyGradient;
    private final boolean gpu;
    private boolean trainable;

    /** Allocates zeros. {@code bf16} says whether the reduced weights have a copy in bf16. */
    public Parameters(List<Weight> weights, boolean bf16) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            List<Weight> ordered = new ArrayList<>();
            weights.stream().filter(w -> copied(w, bf16)).forEach(ordered::add);
            copiedSize = ordered.stream().mapToLong(Weight::size).sum();
            weights.stream().filter(w -> !copied(w, bf16)).forEach(ordered::add);
            size = ordered.stream().mapToLong(Weight::size).sum();
            value = own(Tensors.zeros(ScalarType.Float, size));
            gradient = own(Tensors.zeros(ScalarType.Float, size));
            gpu = value.is_cuda();
            ScalarType type = bf16 ? ScalarType.BFloat16 : ScalarType.Float;
            copy = copiedSize > 0 ? own(Tensors.zeros(type, copiedSize)) : null;
            copyGradient = copiedSize > 0 ? own(Tensors.zeros(type, copiedSize)) : null;
            norm = new SpectralNorm();
            Map<String, Slot> byName = new LinkedHashMap<>();
            long offset = 0;
            for (Weight weight : ordered) {
                boolean reduced = offset < copiedSize;
                Tensor data = view(reduced && copy != null ? copy : value, weight, offset);
                Tensor slope = own(view(reduced && copyGradient != null ? copyGradient : gradient, weight, offset));
                Tensor leaf = own(torch.empty_like(data));
                leaf.set_data(data);
                leaf.requires_grad_(true);
                leaf.mutable_grad().put(slope);
                byName.put(weight.name(), new Slot(weight, offset, leaf, constant(data), slope));
                if (weight.normalised() && copy != null) {
                    norm.add(
                            weight.name(),
                            own(matrix(view(value, weight, offset))),
                            own(matrix(data)),
                            own(matrix(view(gradient, weight, offset))));
                }
                offset += weight.size();
            }
            for (Weight weight : weights) {
                Slot slot = byName.get(weight.name());
                if (slot == null || slots.put(weight.name(), slot) != null) {
                    throw new IllegalArgumentException("two weights are called '" + weight.name() + "'");
                }
            }
        }
        trainable = true;
    }

    /** Number of scalars in all weights together. */
    public long size() {
        return size;
    }

    /** The names, in the order the network declared them. */
    public Iterable<String> names() {
        return slots.keySet();
    }

    /** The tensor that the network computes with: a leaf of the graph, bf16 or fp32. */
    public Tensor leaf(String name) {
        return slot(name).leaf();
    }

    /** The same tensor for passes that need no gradient of it. */
    public Tensor constant(String name) {
        return slot(name).constant();
    }

    /** The gradient of {@link #leaf}, with its type, for code that computes it without autograd. */
    public Tensor gradient(String name) {
        return slot(name).gradient();
    }

    /** Whether the weights are on a GPU. */
    public boolean onGpu() {
        return gpu;
    }

    /** Whether graphs built now track the gradients of these weights. */
    public boolean isTrainable() {
        return trainable;
    }

    /** The fp32 values of one weight: a view. Call {@link #refresh} after changing them. */
    public Tensor value(String name) {
        Slot slot = slot(name);
        return view(value, slot.weight(), slot.offset());
    }

    /** The same weight in another flat buffer with this layout, such as an average: a view. */
    public Tensor value(String name, Tensor flat) {
        Slot slot = slot(name);
        return view(flat, slot.weight(), slot.offset());
    }

    /** All fp32 values, flat. */
    public Tensor values() {
        return value;
    }

    /** All fp32 gradients, flat; valid after {@link #gatherGradient}. */
    public Tensor gradients() {
        return gradient;
    }

    /** Sets whether graphs built from now on track the gradients of these weights. */
    public void trainable(boolean wanted) {
        if (wanted != trainable) {
            slots.values().forEach(slot -> slot.leaf().requires_grad_(wanted));
            trainable = wanted;
        }
    }

    /** Sets gradients to zero, except those of the weights {@code except}, which the caller overwrites. */
    public void zeroGradient(Set<String> except) {
        if (except.isEmpty()) {
            gradient.zero_();
            if (copyGradient != null) {
                copyGradient.zero_();
            }
            return;
        }
        // The reduced part of the fp32 buffer needs no zeros: gatherGradient overwrites it.
        slots.forEach((name, slot) -> {
            if (!except.contains(name)) {
                slot.gradient().zero_();
            }
        });
    }

    /** Copies the gradients of the copies into the flat fp32 gradient. */
    public void gatherGradient() {
        if (copyGradient != null) {
            try (NoGradGuard guard = new NoGradGuard()) {
                gradient.narrow(0, 0, copiedSize).copy_(copyGradient);
                norm.gradients();
            }
        }
    }

    /** Left singular vectors of the normalised weights, by weight; they are saved with the weights. */
    public Map<String, Tensor> singularVectors() {
        return norm.vectors();
    }

    /**
     * Updates the largest singular values by {@code times} steps of power iteration, after the weights have changed.
     */
    public void iterate(int times) {
        if (norm.isEmpty()) {
            return;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            norm.iterate(times);
        }
        refresh();
    }

    /** Clips every value to [−bound, bound]. */
    public void clip(double bound) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            value.clamp_(Tensors.optional(-bound), Tensors.optional(bound));
        }
        refresh();
    }

    /** Updates the copies from the fp32 values. */
    public void refresh() {
        if (copy != null) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                copy.copy_(value.narrow(0, 0, copiedSize));
                norm.refresh();
            }
        }
    }

    @Override
    public void close() {
        owned.forEach(Tensor::close);
        norm.close();
    }

    private Slot slot(String name) {
        Slot slot = slots.get(name);
        if (slot == null) {
            throw new IllegalArgumentException("no weight is called '" + name + "'; there are " + slots.keySet());
        }
        return slot;
    }

    private Tensor own(Tensor tensor) {
        tensor.retainReference();
        owned.add(tensor);
        return tensor;
    }

    // Its own variable, not a view of the buffer: updates of the buffer must not count as changes of what a graph has
    // saved.
    private Tensor constant(Tensor data) {
        Tensor constant = own(torch.empty_like(data));
        constant.set_data(data);
        return constant;
    }

    private static boolean copied(Weight weight, boolean bf16) {
        return bf16 ? weight.reduced() : weight.normalised();
    }

    /** A matrix view {@code [shape[0], rest]} of a weight, in memory order. */
    private static Tensor matrix(Tensor weight) {
        Tensor inMemory = weight.dim() == 4 ? weight.permute(0, 2, 3, 1) : weight;
        return inMemory.view(inMemory.size(0), -1);
    }

    private static Tensor view(Tensor flat, Weight weight, long offset) {
        Tensor part = flat.narrow(0, offset, weight.size());
        long[] shape = weight.shape();
        return shape.length == 4
                ? part.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2)
                : part.view(shape);
    }

    /** The tensors as a libtorch vector. */
    static TensorVector vector(List<Tensor> tensors) {
        return new TensorVector(tensors.toArray(Tensor[]::new));
    }
}
