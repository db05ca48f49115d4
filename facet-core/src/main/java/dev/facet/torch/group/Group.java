package dev.facet.torch.group;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Share;

/**
 * The processes (ranks) that train one run together, each with its share of every batch. Every rank must call the same
 * methods in the same order, with tensors of the same shape. Results are the same on all ranks to the bit, so that
 * decisions that depend on them are the same, too.
 *
 * <p>The loss of a batch is the mean of the ranks' losses. Where a loss is no mean over rows, ranks first compute what
 * it depends on over all rows, with {@link #total} and {@link #average}, which gradients pass through.
 *
 * <p>Methods throw a {@link RankException} if a rank is lost or does not come within the time limit.
 */
public interface Group {
    /** A single process. All methods do nothing, and cost nothing. */
    Group ALONE = new Alone();

    /** The number of this process, from 0. Rank 0 writes the files of the run. */
    int rank();

    /** The number of processes. */
    int size();

    /** The threads of this process, if whoever started it has said so; 0 if ranks divide those of their machine. */
    default int threads() {
        return 0;
    }

    /**
     * Says that each rank has a GPU of its own, on which its tensors lie from now on: GPUs exchange them themselves
     * then. Without this, tensors of GPUs go through the CPUs.
     *
     * @throws dev.facet.config.UsageException if the library for that cannot be loaded
     */
    default void eachHasAGpu() {}

    /** Replaces a contiguous tensor by its sum over all ranks. Has no gradient. */
    void sum(Tensor tensor);

    /** Replaces a contiguous tensor by that of rank {@code from}. */
    void broadcast(Tensor tensor, int from);

    /** The sum of {@code part} over all ranks. Gradients of any order pass through it. */
    Tensor total(Tensor part);

    /** The group that this thread computes with: {@link #ALONE} unless a {@link Membership} says otherwise. */
    static Group current() {
        return Membership.current();
    }

    /** Whether this process is the only one. */
    default boolean isAlone() {
        return size() == 1;
    }

    /**
     * The exception to report for one that came out of libtorch: the {@link RankException} of a sum within a backward
     * pass, which libtorch hands on as another exception; otherwise {@code failure} itself.
     */
    default RuntimeException cause(RuntimeException failure) {
        return failure;
    }

    /** Replaces a contiguous tensor by its mean over all ranks. Has no gradient. */
    default void mean(Tensor tensor) {
        if (!isAlone()) {
            sum(tensor);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                tensor.div_(new Scalar((double) size()));
            }
        }
    }

    /** Replaces numbers by their means over all ranks. */
    default void mean(double[] numbers) {
        if (isAlone() || numbers.length == 0) {
            return;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = torch.empty(new long[] {numbers.length}, new TensorOptions(ScalarType.Double), null);
            DoublePointer values = new DoublePointer(tensor.data_ptr());
            values.put(numbers);
            sum(tensor);
            values.get(numbers);
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] /= size();
        }
    }

    /** The mean of {@code part} over all ranks. Gradients of any order pass through it. */
    default Tensor average(Tensor part) {
        return isAlone() ? part : total(part).div(new Scalar((double) size()));
    }

    /** This rank's share of {@code rows} rows. */
    default Share share(int rows) {
        return Share.of(rows, rank(), size());
    }

    /** A sum over ranks whose gradient is the sum of the ranks' gradients, for implementations of {@link #total}. */
    static Tensor total(Group group, Tensor part, SumOfGradients hook) {
        Tensor sum;
        try (NoGradGuard guard = new NoGradGuard()) {
            sum = part.detach().clone().contiguous();
            group.sum(sum);
        }
        if (!GradMode.is_enabled() || !part.requires_grad()) {
            return sum;
        }
        // the difference is exactly 0, so that the value is the same on all ranks
        Tensor total = sum.add(part.sub(part.detach()));
        total.register_hook(hook);
        return total;
    }
}
