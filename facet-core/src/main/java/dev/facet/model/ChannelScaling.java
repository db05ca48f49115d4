package dev.facet.model;

import java.util.List;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.config.DataConfig.Scale;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.torch.Tensors;

/** Scales the values of a sequence to standard deviations from the mean of their channel. */
public record ChannelScaling(List<Scale> scales) implements Scaling {
    public ChannelScaling {
        scales = List.copyOf(scales);
    }

    public static ChannelScaling of(SequenceShape shape) {
        return new ChannelScaling(shape.parts().stream().map(Channel::scale).toList());
    }

    @Override
    public Tensor fromBytes(Tensor bytes) {
        return bytes.view(ScalarType.Float).sub(means()).div_(deviations());
    }

    @Override
    public Tensor toBytes(Tensor x) {
        return x.to(ScalarType.Float)
                .mul(deviations())
                .add_(means())
                .contiguous()
                .view(ScalarType.Byte);
    }

    @Override
    public Units units() {
        float[] means = new float[scales.size()];
        float[] deviations = new float[scales.size()];
        for (int c = 0; c < means.length; c++) {
            means[c] = (float) scales.get(c).mean();
            deviations[c] = (float) scales.get(c).deviation();
        }
        return new Units(deviations, means);
    }

    /** {@code [1, channels, 1, 1]}. */
    private Tensor means() {
        return Tensors.of(units().offset(), 1, scales.size(), 1, 1);
    }

    /** {@code [1, channels, 1, 1]}. */
    private Tensor deviations() {
        return Tensors.of(units().factor(), 1, scales.size(), 1, 1);
    }
}
