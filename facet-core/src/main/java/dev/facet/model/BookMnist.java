package dev.facet.model;

import java.util.List;

import dev.facet.codes.LatentSpec;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Shape;
import dev.facet.model.Layer.Bias;
import dev.facet.model.Layer.Start;

/**
 * The convolutional networks of the book "Advanced Deep Learning with Keras" (Atienza 2018) for 28×28 images: its
 * DCGAN, LSGAN, WGAN, CGAN, ACGAN and InfoGAN share them. Kernels are 5×5 with 'same' borders; G normalises and
 * rectifies before each transposed convolution; D's rectifiers, with a leak of 0.2 there, come before its convolutions,
 * and it has no batch normalisation. All constants are Keras's. With the book's 100 noise numbers G has 1,300,801
 * parameters, D 1,080,577.
 */
final class BookMnist {
    private static final int KERNEL = 5;

    private BookMnist() {}

    static Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape) {
        if (shape.height() != shape.width() || shape.height() % 4 != 0 || shape.height() > 128) {
            throw new UsageException(
                    "model.family book-mnist takes square images of a multiple of 4 pixels, up to 128; the"
                            + " data is " + shape + ". Bring it to 28×28 with `--set data.resolution=28`.");
        }
        int w = config.width();
        int map = shape.height() / 4;
        List<Layer> generator = Architecture.layers();
        generator.add(linear("fc1", latent.width(), map * map * 4 * w));
        generator.add(new Layer.Reshape(4 * w, map, map));
        int[] channels = {4 * w, 4 * w, 2 * w, w, shape.channels()};
        for (int i = 1; i <= 4; i++) {
            generator.add(Layer.BatchNorm.keras("bn" + i, channels[i - 1]));
            generator.add(new Layer.Rectifier(0));
            generator.add(new Layer.SameTransposedConvolution(
                    "up" + i, channels[i - 1], channels[i], KERNEL, i <= 2 ? 2 : 1, Bias.WITH, Start.GLOROT));
        }
        generator.add(new Layer.Sigmoid());

        List<Layer> trunk = Architecture.layers();
        int side = shape.height();
        int before = shape.channels();
        for (int i = 1; i <= 4; i++) {
            int stride = i <= 3 ? 2 : 1;
            int after = w << (i - 1);
            if (i > 1 && config.discriminatorBatchNorm()) {
                trunk.add(Layer.BatchNorm.keras("bn" + i, before));
            }
            trunk.add(new Layer.Rectifier(config.leak()));
            trunk.add(new Layer.SameConvolution("conv" + i, before, after, KERNEL, stride, Bias.WITH, Start.GLOROT));
            before = after;
            side = (side + stride - 1) / stride;
        }
        trunk.add(new Layer.Flatten());
        int features = side * side * before;
        return new Architecture(
                generator,
                trunk,
                List.of(linear("out", features, 1)),
                List.of(linear("fc1", features, 128), linear("out", 128, latent.outputs())),
                PixelRange.UNIT);
    }

    private static Layer.Linear linear(String name, int inputs, int outputs) {
        return new Layer.Linear(name, inputs, outputs, Bias.WITH, Start.GLOROT);
    }
}
