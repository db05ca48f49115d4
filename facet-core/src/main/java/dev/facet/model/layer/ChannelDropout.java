package dev.facet.model.layer;

import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;

/**
 * In training, drops whole channels, each with probability {@code rate} (Tompson et al. 2015). Uses libtorch's random
 * generator, which the training loop seeds at every step. Several processes that share a batch draw for the rows of
 * all, and take their share.
 */
public record ChannelDropout(double rate) implements Layer {
    @Override
    public long[] output(long[] input) {
        return input.clone();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Group group = Group.current();
        if (pass.mode() != Mode.INFER && !group.isAlone()) {
            long rows = x.size(0);
            Tensor kept = torch.empty(new long[] {rows * group.size(), x.size(1), 1, 1}, x.options(), null)
                    .bernoulli_(1 - rate, new GeneratorOptional())
                    .div_(Tensors.scalar(1 - rate));
            return x.mul(kept.narrow(0, rows * group.rank(), rows));
        }
        return torch.feature_dropout(x, rate, pass.mode() != Mode.INFER);
    }

    /** Inference drops nothing. */
    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        return x;
    }
}
