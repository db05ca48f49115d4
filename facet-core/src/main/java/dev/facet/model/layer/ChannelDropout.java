package dev.facet.model.layer;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * In training, drops whole channels, each with probability {@code rate} (Tompson et al. 2015). Uses libtorch's random
 * generator, which the training loop seeds at every step.
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

    /** Inference drops nothing. */
    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return x;
    }
}
