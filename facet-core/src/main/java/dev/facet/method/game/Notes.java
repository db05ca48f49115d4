package dev.facet.method.game;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;

/**
 * Numbers that the phases of a step record, by name. A scalar that a GPU is still computing is read only on request, so
 * that a step does not wait for the device. Not thread-safe.
 */
public final class Notes {
    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private @Nullable Tensor kept;

    private final Predicate<Tensor> isLate;

    private record Waiting(Tensor scalar, DoubleUnaryOperator change) {}

    /** Notes that read scalars of a GPU late, and all others immediately. */
    public Notes() {
        this(Tensor::is_cuda);
    }

    /** Notes that read a scalar late if {@code isLate} is true for it. */
    public Notes(Predicate<Tensor> isLate) {
        this.isLate = isLate;
    }

    /** Notes a number. It replaces an earlier one with the same name. */
    public void put(String name, double value) {
        waiting.remove(name);
        values.put(name, value);
    }

    /** Notes a scalar. */
    public void put(String name, Tensor scalar) {
        put(name, scalar, value -> value);
    }

    /** Notes {@code change} applied to a scalar. */
    public void put(String name, Tensor scalar, DoubleUnaryOperator change) {
        if (isLate.test(scalar)) {
            if (kept != null) {
                throw new IllegalStateException("the notes of this step are closed; '" + name + "' comes too late");
            }
            values.put(name, Double.NaN); // reserves the place in the order of names
            waiting.put(name, new Waiting(scalar.detach(), change));
        } else {
            put(name, change.applyAsDouble(scalar.item_float()));
        }
    }

    /** Replaces all numbers that are read already by their means over the processes of a group. */
    public void average(Group group) {
        if (group.isAlone()) {
            return;
        }
        List<String> names = new ArrayList<>(values.keySet());
        names.removeAll(waiting.keySet());
        double[] numbers = names.stream()
                .mapToDouble(name -> values.getOrDefault(name, Double.NaN))
                .toArray();
        group.mean(numbers);
        for (int i = 0; i < numbers.length; i++) {
            values.put(names.get(i), numbers[i]);
        }
    }

    /** Whether {@link #read} has to wait for the device. */
    public boolean areWaiting() {
        return !waiting.isEmpty();
    }

    /**
     * Keeps the scalars that are not read yet when the step's {@code PointerScope} closes. Call this before the scope
     * closes.
     */
    public void keep() {
        if (waiting.isEmpty() || kept != null) {
            return;
        }
        try (NoGradGuard guard = new NoGradGuard()) {
            TensorVector scalars = new TensorVector();
            waiting.values()
                    .forEach(note ->
                            scalars.push_back(note.scalar().to(ScalarType.Float).reshape(1)));
            kept = torch.cat(scalars, 0).retainReference();
        }
    }

    /** All numbers by name. Waits for the device if necessary. */
    public Map<String, Double> read() {
        if (!waiting.isEmpty()) {
            keep();
            Tensor all = kept;
            if (all != null) {
                float[] found = Tensors.floats(all);
                List<Map.Entry<String, Waiting>> notes = new ArrayList<>(waiting.entrySet());
                for (int i = 0; i < found.length; i++) {
                    values.put(
                            notes.get(i).getKey(),
                            notes.get(i).getValue().change().applyAsDouble(found[i]));
                }
            }
            forget();
        }
        return values;
    }

    /** Drops the scalars that were not read. */
    public void forget() {
        waiting.clear();
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }
}
