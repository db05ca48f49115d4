package dev.facet.model;

import java.util.Arrays;
import java.util.List;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.config.DataConfig.Scale;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.torch.Tensors;

/**
 * Scales the values of a sequence to standard deviations from the mean of their channel.
 *
 * <p>With a mask, the networks have each value multiplied by {@code present}, so padding is 0 whatever it is in the
 * data, and interpolation over time mixes nothing of it in. Back in the data's units, values are divided by {@code
 * present} where that is at least {@link SequenceShape#THRESHOLD}. The mask itself is never scaled.
 *
 * @param masked whether a channel {@code present} follows those that are scaled
 */
public record ChannelScaling(List<Scale> scales, boolean masked) implements Scaling {
    public ChannelScaling {
        scales = List.copyOf(scales);
    }

    public static ChannelScaling of(SequenceShape shape) {
        return new ChannelScaling(shape.parts().stream().map(Channel::scale).toList(), shape.masked());
    }

    @Override
    public Tensor fromBytes(Tensor bytes) {
        Tensor x = bytes.view(ScalarType.Float);
        if (!masked) {
            return x.sub(means()).div_(deviations());
        }
        Tensor present = present(x);
        Tensor values = values(x).sub(means()).div_(deviations()).mul_(present);
        return torch.cat(new TensorVector(values, present), 1);
    }

    @Override
    public Tensor toBytes(Tensor x) {
        Tensor numbers = x.to(ScalarType.Float);
        if (!masked) {
            return numbers.mul(deviations()).add_(means()).contiguous().view(ScalarType.Byte);
        }
        Tensor present = present(numbers);
        Tensor values = values(numbers)
                .div(present.clamp_min(Tensors.scalar(SequenceShape.THRESHOLD)))
                .mul_(deviations())
                .add_(means());
        return torch.cat(new TensorVector(values, present), 1).contiguous().view(ScalarType.Byte);
    }

    private Tensor values(Tensor x) {
        return x.narrow(1, 0, scales.size());
    }

    private Tensor present(Tensor x) {
        return x.narrow(1, scales.size(), 1);
    }

    /** Per channel; with a mask, that of the values once they are not multiplied by it, and 1 and 0 for the mask. */
    @Override
    public Units units() {
        float[] means = new float[scales.size() + (masked ? 1 : 0)];
        float[] deviations = new float[means.length];
        Arrays.fill(deviations, 1);
        for (int c = 0; c < scales.size(); c++) {
            means[c] = (float) scales.get(c).mean();
            deviations[c] = (float) scales.get(c).deviation();
        }
        return new Units(deviations, means);
    }

    /** {@code [1, channels, 1, 1]}, without the mask. */
    private Tensor means() {
        return scaled(units().offset());
    }

    /** {@code [1, channels, 1, 1]}, without the mask. */
    private Tensor deviations() {
        return scaled(units().factor());
    }

    private Tensor scaled(float[] perChannel) {
        return Tensors.of(Arrays.copyOf(perChannel, scales.size()), 1, scales.size(), 1, 1);
    }
}
