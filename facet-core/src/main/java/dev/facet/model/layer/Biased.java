package dev.facet.model.layer;

import java.util.List;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Layer.Weight;

/** The shared code of layers that may have a bias. */
final class Biased {
    private Biased() {}

    /** Adds the bias of each channel, if there is one, to {@code y [N, channels, h, w]}. */
    static Tensor add(Tensor y, Bias bias, Pass pass) {
        return bias == Bias.WITH ? y.add(pass.weight("bias").view(1, -1, 1, 1)) : y;
    }

    /** The bias in the form that libtorch's functions take. */
    static TensorOptional optional(Bias bias, Pass pass) {
        return bias == Bias.WITH ? new TensorOptional(pass.weight("bias")) : new TensorOptional();
    }

    /** A weight and, if there is one, a bias of {@code outputs} numbers. */
    static List<Weight> weights(long[] shape, Bias bias, long outputs, Start start) {
        Weight weight = new Weight("weight", shape, start, true);
        return bias == Bias.WITHOUT
                ? List.of(weight)
                : List.of(weight, new Weight("bias", new long[] {outputs}, Start.ZERO, true));
    }
}
