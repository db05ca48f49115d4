package dev.facet.model.layer;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Leaves out whole channels, each with probability {@code rate}, while training (Tompson et al. 2015). libtorch's
 * generator says which; the training loop seeds that at every step.
 */
public record ChannelDropout(double rate) implements Layer {
    @Override
    public long[] output(long[] input) {
        return input.clone();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return torch.feature_dropout(x, rate, pass.mode() != Mode.INFER);
    }

    /** Inference leaves nothing out. */
    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return x;
    }
}
