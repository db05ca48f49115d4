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
 * The weights of one network in one flat fp32 buffer, with their gradient in another, so that the optimiser, zeroing
 * and all-reduce are one call each. In bf16 the matrices are computed with in a bf16 copy, which {@link #refresh} makes
 * anew from the fp32 values once per update; vectors (those of batch normalisation) stay fp32. Matrices that are
 * spectrally normalised are computed with in such a copy in fp32, too. Holds native memory; not thread-safe while
 * training.
 */
public final class Parameters implements AutoCloseable {
    /**
     * One weight to allocate. A weight of four dimensions lies in memory with its second dimension last, as
     * channels-last convolutions want their kernels; by its shape nothing of that shows.
     *
     * @param reduced whether it may be computed with in bf16
     * @param normalised whether it is computed with divided by its largest singular value; see {@link SpectralNorm}
     */
    public record Weight(String name, long[] shape, boolean reduced, boolean normalised) {
        /** One that is computed with as it is. */
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

    /** Allocates zeros. {@code bf16} says whether the reduced weights are computed with in bf16. */
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

    /** How many numbers there are. */
    public long size() {
        return size;
    }

    /** The names, in the order the network declared them. */
    public Iterable<String> names() {
        return slots.keySet();
    }

    /** The tensor to compute with: a leaf of the graph, bf16 or fp32. */
    public Tensor leaf(String name) {
        return slot(name).leaf();
    }

    /** The same tensor for passes that lead no gradient to it. */
    public Tensor constant(String name) {
        return slot(name).constant();
    }

    /** Where the gradient of {@link #leaf} gathers, of its type: for those who work it out themselves. */
    public Tensor gradient(String name) {
        return slot(name).gradient();
    }

    /** Whether they lie on a GPU. */
    public boolean onGpu() {
        return gpu;
    }

    /** Whether graphs built now lead to these weights. */
    public boolean isTrainable() {
        return trainable;
    }

    /** The fp32 values of one weight: a view. Follow changes with {@link #refresh}. */
    public Tensor value(String name) {
        Slot slot = slot(name);
        return view(value, slot.weight(), slot.offset());
    }

    /** The same weight in another flat buffer of this layout, such as an average: a view. */
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

    /** Whether graphs built from now on lead to these weights. */
    public void trainable(boolean wanted) {
        if (wanted != trainable) {
            slots.values().forEach(slot -> slot.leaf().requires_grad_(wanted));
            trainable = wanted;
        }
    }

    /** Makes gradients zero, but for those of the weights {@code except}, which somebody overwrites. */
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

    /** Brings the gradients of the copies to their place in the flat fp32 gradient. */
    public void gatherGradient() {
        if (copyGradient != null) {
            try (NoGradGuard guard = new NoGradGuard()) {
                gradient.narrow(0, 0, copiedSize).copy_(copyGradient);
                norm.gradients();
            }
        }
    }

    /** What the spectral norms of these weights are known by, by the weight: saved with the weights. */
    public Map<String, Tensor> singularVectors() {
        return norm.vectors();
    }

    /** Follows the largest singular values for some steps, after the weights have changed. */
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

    /** Brings every value to [−bound, bound]. */
    public void clip(double bound) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            value.clamp_(Tensors.optional(-bound), Tensors.optional(bound));
        }
        refresh();
    }

    /** Makes the copies follow the fp32 values. */
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

    /** One row per first dimension, as it lies in memory. */
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

    /** The tensors as libtorch wants several. */
    static TensorVector vector(List<Tensor> tensors) {
        return new TensorVector(tensors.toArray(Tensor[]::new));
    }
}
