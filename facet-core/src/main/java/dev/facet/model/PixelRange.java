package dev.facet.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.torch.Tensors;

/** The numbers for black and white inside the networks. The last layer of the generator decides them. */
public enum PixelRange implements Scaling {
    /** 0 to 1, after a sigmoid. */
    UNIT(255, 0),
    /** −1 to 1, after a tanh. */
    SYMMETRIC(127.5, -1);

    private final double scale;
    private final double black;

    PixelRange(double scale, double black) {
        this.scale = scale;
        this.black = black;
    }

    /** The value of black. */
    public double black() {
        return black;
    }

    @Override
    public Tensor fromBytes(Tensor bytes) {
        Tensor x = bytes.to(ScalarType.Float).div_(Tensors.scalar(scale));
        return black == 0 ? x : x.add_(Tensors.scalar(black));
    }

    /** Rounded to the nearest and clipped. */
    @Override
    public Tensor toBytes(Tensor x) {
        return x.to(ScalarType.Float)
                .sub(Tensors.scalar(black))
                .mul_(Tensors.scalar(scale))
                .round_()
                .clamp_(Tensors.optional(0), Tensors.optional(255))
                .to(ScalarType.Byte);
    }

    @Override
    public Units units() {
        double factor = scale / 255;
        return new Units(new float[] {(float) factor}, new float[] {(float) (-black * factor)});
    }
}
