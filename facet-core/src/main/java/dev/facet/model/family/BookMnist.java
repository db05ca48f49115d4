package dev.facet.model.family;

import java.util.ArrayList;
import java.util.List;

import dev.facet.codes.LatentSpec;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;
import dev.facet.model.PixelRange;
import dev.facet.model.layer.BatchNorm;
import dev.facet.model.layer.Flatten;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Rectifier;
import dev.facet.model.layer.Reshape;
import dev.facet.model.layer.SameConvolution;
import dev.facet.model.layer.SameTransposedConvolution;
import dev.facet.model.layer.Sigmoid;
import dev.facet.model.layer.Start;

/**
 * The convolutional networks of the book "Advanced Deep Learning with Keras" (Atienza 2018) for 28×28 images. Its
 * DCGAN, LSGAN, WGAN, CGAN, ACGAN and InfoGAN share them. Kernels are 5×5 with 'same' borders. G normalises and
 * rectifies before each transposed convolution. D rectifies before each convolution, with a leak of 0.2, and has no
 * batch normalisation. All constants are Keras's. With the book's 100 noise numbers G has 1,300,801 parameters, D
 * 1,080,577.
 */
final class BookMnist implements NetworkFamily {
    private static final int KERNEL = 5;

    @Override
    public String name() {
        return "book-mnist";
    }

    @Override
    public Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape) {
        if (shape.height() != shape.width() || shape.height() % 4 != 0 || shape.height() > 128) {
            throw new UsageException(
                    "model.family book-mnist takes square images of a multiple of 4 pixels, up to 128; the"
                            + " data is " + shape + ". Bring it to 28×28 with `--set data.resolution=28`.");
        }
        int w = config.width();
        int map = shape.height() / 4;
        List<Layer> generator = new ArrayList<>();
        generator.add(linear("fc1", latent.width(), map * map * 4 * w));
        generator.add(new Reshape(4 * w, map, map));
        int[] channels = {4 * w, 4 * w, 2 * w, w, shape.channels()};
        for (int i = 1; i <= 4; i++) {
            generator.add(BatchNorm.keras("bn" + i, channels[i - 1]));
            generator.add(new Rectifier(0));
            generator.add(new SameTransposedConvolution(
                    "up" + i, channels[i - 1], channels[i], KERNEL, i <= 2 ? 2 : 1, Bias.WITH, Start.GLOROT));
        }
        generator.add(new Sigmoid());

        List<Layer> trunk = new ArrayList<>();
        int side = shape.height();
        int before = shape.channels();
        for (int i = 1; i <= 4; i++) {
            int stride = i <= 3 ? 2 : 1;
            int after = w << (i - 1);
            if (i > 1 && config.discriminatorBatchNorm()) {
                trunk.add(BatchNorm.keras("bn" + i, before));
            }
            trunk.add(new Rectifier(config.leak()));
            trunk.add(new SameConvolution("conv" + i, before, after, KERNEL, stride, Bias.WITH, Start.GLOROT));
            before = after;
            side = (side + stride - 1) / stride;
        }
        trunk.add(new Flatten());
        int features = side * side * before;
        return Architecture.of(
                latent,
                shape,
                generator,
                trunk,
                List.of(linear("out", features, 1)),
                List.of(linear("fc1", features, 128), linear("out", 128, latent.outputs())),
                PixelRange.UNIT);
    }

    private static Linear linear(String name, int inputs, int outputs) {
        return new Linear(name, inputs, outputs, Bias.WITH, Start.GLOROT);
    }
}
