package dev.facet.bench;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.ConvTranspose2dImpl;
import org.bytedeco.pytorch.ConvTranspose2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.torch.Tensors;

/**
 * The paper's network as an ordinary libtorch program: the library's modules, its Adam, its defaults, and for bf16 its
 * autocast. The baseline for Facet's own training.
 */
final class Eager {
    private static final int NOISE = 62;
    private static final int CATEGORIES = 10;
    private static final double LEAK = 0.1;

    private final int batch;
    private final int width;
    private final boolean bf16;
    private final Generator generator;
    private final Discriminator discriminator;
    private final Adam generatorAdam;
    private final Adam discriminatorAdam;
    private final Tensor real;

    Eager(int batch, int width, boolean bf16) {
        this.batch = batch;
        this.width = width;
        this.bf16 = bf16;
        generator = new Generator();
        discriminator = new Discriminator();
        generatorAdam = adam(generator, 1e-3);
        discriminatorAdam = adam(discriminator, 2e-4);
        real = torch.rand(batch, 1, 28, 28).mul(Tensors.scalar(2)).sub(Tensors.scalar(1));
    }

    /** Trains D once and G once. */
    void step() {
        try (PointerScope scope = new PointerScope()) {
            Tensor digit = torch.randint(0, CATEGORIES, new long[] {batch}, new TensorOptions(ScalarType.Long));
            Tensor code = torch.rand(batch, 2).mul(Tensors.scalar(2)).sub(Tensors.scalar(1));
            Tensor oneHot = torch.one_hot(digit, CATEGORIES).to(ScalarType.Float);
            Tensor ones = torch.ones(batch, 1);
            Tensor zeros = torch.zeros(batch, 1);

            autocast(true);
            Tensor fake = generator.of(torch.cat(new TensorVector(torch.randn(batch, NOISE), oneHot, code), 1));
            discriminatorAdam.zero_grad();
            Tensor features = discriminator.trunk(fake.detach());
            Tensor loss = entropy(discriminator.source(discriminator.trunk(real)), ones)
                    .add(entropy(discriminator.source(features), zeros))
                    .add(information(discriminator.codes(features), digit, code));
            autocast(false);
            loss.backward();
            discriminatorAdam.step();

            autocast(true);
            generatorAdam.zero_grad();
            features = discriminator.trunk(fake);
            loss = entropy(discriminator.source(features), ones)
                    .add(information(discriminator.codes(features), digit, code));
            autocast(false);
            loss.backward();
            generatorAdam.step();
        }
    }

    private void autocast(boolean on) {
        if (bf16) {
            torch.set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
            torch.set_autocast_enabled(DeviceType.CPU, on);
            torch.clear_cache();
        }
    }

    private static Tensor entropy(Tensor logits, Tensor truth) {
        return torch.binary_cross_entropy_with_logits(logits.to(ScalarType.Float), truth);
    }

    private static Tensor information(Tensor outputs, Tensor digit, Tensor code) {
        Tensor q = outputs.to(ScalarType.Float);
        Tensor mean = q.narrow(1, CATEGORIES, 2);
        Tensor logVariance = q.narrow(1, CATEGORIES + 2, 2).clamp(Tensors.optional(-4), Tensors.optional(4));
        Tensor cost = mean.sub(code)
                .pow(Tensors.scalar(2))
                .div(logVariance.exp())
                .add(logVariance)
                .sum(1)
                .mean();
        return torch.cross_entropy(q.narrow(1, 0, CATEGORIES), digit).add(cost.mul(Tensors.scalar(0.05)));
    }

    private static Adam adam(Module module, double rate) {
        AdamOptions options = new AdamOptions(rate);
        options.betas().put(0.5, 0.999);
        return new Adam(module.parameters(), options);
    }

    private static LongPointer pair(long value) {
        return new LongPointer(value, value);
    }

    private static Conv2dImpl down(long inputs, long outputs) {
        Conv2dOptions options = new Conv2dOptions(inputs, outputs, pair(4));
        options.stride().put(pair(2));
        options.padding().put(pair(1));
        return new Conv2dImpl(options);
    }

    private static ConvTranspose2dImpl up(long inputs, long outputs) {
        ConvTranspose2dOptions options = new ConvTranspose2dOptions(inputs, outputs, pair(4));
        options.stride().put(pair(2));
        options.padding().put(pair(1));
        return new ConvTranspose2dImpl(options);
    }

    private static Tensor leaky(Tensor x) {
        return torch.leaky_relu(x, Tensors.scalar(LEAK));
    }

    private final class Generator extends Module {
        private final LinearImpl fc1 = register_module("fc1", new LinearImpl(NOISE + CATEGORIES + 2, 16L * width));
        private final BatchNorm1dImpl bn1 =
                register_module("bn1", new BatchNorm1dImpl(new BatchNormOptions(16L * width)));
        private final LinearImpl fc2 = register_module("fc2", new LinearImpl(16L * width, 98L * width));
        private final BatchNorm1dImpl bn2 =
                register_module("bn2", new BatchNorm1dImpl(new BatchNormOptions(98L * width)));
        private final ConvTranspose2dImpl up1 = register_module("up1", up(2L * width, width));
        private final BatchNorm2dImpl bn3 = register_module("bn3", new BatchNorm2dImpl(new BatchNormOptions(width)));
        private final ConvTranspose2dImpl up2 = register_module("up2", up(width, 1));

        Tensor of(Tensor z) {
            Tensor h = torch.relu(bn1.forward(fc1.forward(z)));
            h = torch.relu(bn2.forward(fc2.forward(h))).view(-1, 2L * width, 7, 7);
            h = torch.relu(bn3.forward(up1.forward(h)));
            return torch.tanh(up2.forward(h)); // [N, 1, 28, 28]
        }
    }

    private final class Discriminator extends Module {
        private final Conv2dImpl conv1 = register_module("conv1", down(1, width));
        private final Conv2dImpl conv2 = register_module("conv2", down(width, 2L * width));
        private final BatchNorm2dImpl bn2 =
                register_module("bn2", new BatchNorm2dImpl(new BatchNormOptions(2L * width)));
        private final LinearImpl fc1 = register_module("fc1", new LinearImpl(98L * width, 16L * width));
        private final BatchNorm1dImpl bn3 =
                register_module("bn3", new BatchNorm1dImpl(new BatchNormOptions(16L * width)));
        private final LinearImpl source = register_module("source", new LinearImpl(16L * width, 1));
        private final LinearImpl q1 = register_module("q1", new LinearImpl(16L * width, 128));
        private final BatchNorm1dImpl bn4 = register_module("bn4", new BatchNorm1dImpl(new BatchNormOptions(128)));
        private final LinearImpl q2 = register_module("q2", new LinearImpl(128, CATEGORIES + 4));

        Tensor trunk(Tensor x) {
            Tensor h = leaky(conv1.forward(x));
            h = leaky(bn2.forward(conv2.forward(h))).flatten(1, -1);
            return leaky(bn3.forward(fc1.forward(h))); // [N, 1024]
        }

        Tensor source(Tensor features) {
            return source.forward(features);
        }

        Tensor codes(Tensor features) {
            return q2.forward(leaky(bn4.forward(q1.forward(features))));
        }
    }
}
