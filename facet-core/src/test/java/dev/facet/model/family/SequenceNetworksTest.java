package dev.facet.model.family;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.codes.LatentSpec;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.model.ChannelScaling;
import dev.facet.model.Networks;
import dev.facet.model.Scaling;
import dev.facet.model.layer.Layer;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SequenceNetworksTest {
    private static final ModelConfig CONFIG = new ModelConfig("sequence", 4, 0.1, true);
    private static final List<Channel> CHANNELS =
            List.of(new Channel("a", new Scale(10, 2)), new Channel("b", new Scale(0, 1)));

    private static SequenceShape shape(int length) {
        return new SequenceShape(CHANNELS, length, false);
    }

    @Test
    void lengthsGoDownToAnEighthAndBack() {
        Engine.load();
        LatentSpec latent = ConfigReader.resolve("sequences", List.of()).latent();
        try (PointerScope scope = new PointerScope();
                Networks networks = Networks.of(Families.architecture(CONFIG, latent, shape(40)), false)) {
            networks.start(1);
            Tensor rows = Tensors.of(latent.draw(1, 0, 3).values(), 3, latent.width());
            Tensor sequences = networks.generate(rows, Layer.Mode.TRAIN);
            assertThat(sequences.sizes().vec().get()).containsExactly(3, 2, 1, 40);
            Tensor outputs = networks.recognise(sequences, Layer.Mode.TRAIN);
            assertThat(outputs.sizes().vec().get()).containsExactly(3, latent.outputs());
            assertThat(networks.trunk().forward(sequences, Layer.Mode.TRAIN).size(1))
                    .isEqualTo(8 * 4);
        }
    }

    @Test
    void networksSeeDeviationsFromTheMean() {
        Engine.load();
        try (PointerScope scope = new PointerScope()) {
            ByteBuffer bytes = ByteBuffer.allocate(2 * 2 * 4).order(ByteOrder.LITTLE_ENDIAN);
            for (float value : new float[] {12, 8, 0.5f, -3}) {
                bytes.putFloat(value);
            }
            Scaling scaling = ChannelScaling.of(shape(2));
            Tensor x = scaling.fromBytes(Tensors.of(bytes.array(), 1, 2, 1, 8));
            assertThat(x.sizes().vec().get()).containsExactly(1, 2, 1, 2);
            assertThat(Tensors.floats(x)).containsExactly(new float[] {1, -1, 0.5f, -3}, within(1e-6f));
            assertThat(Tensors.bytes(scaling.toBytes(x))).isEqualTo(bytes.array());
        }
    }

    @Test
    void whatFitsNotIsRefused() {
        LatentSpec latent = ConfigReader.resolve("sequences", List.of()).latent();
        for (int length : new int[] {8, 60, 2048}) {
            assertThatThrownBy(() -> Families.architecture(CONFIG, latent, shape(length)))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("a multiple of 8; the data is brought to " + length);
        }
        ModelConfig dcgan = new ModelConfig("dcgan", 4, 0.1, true);
        assertThatThrownBy(() -> Families.architecture(dcgan, latent, shape(64)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--preset sequences");
        assertThatThrownBy(() -> Families.architecture(CONFIG, latent, new ImageShape(1, 28, 28)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("data.kind=sequences");
    }

    private static final SequenceShape MASKED = new SequenceShape(CHANNELS, 16, false, true);

    @Test
    void generatedValuesAreMultipliedByTheirMask() {
        Engine.load();
        LatentSpec latent = ConfigReader.resolve("sequences", List.of()).latent();
        try (PointerScope scope = new PointerScope();
                Networks networks = Networks.of(Families.architecture(CONFIG, latent, MASKED), false)) {
            networks.start(1);
            Tensor bias = networks.generator().parameters().value("generator.up3.bias");
            assertThat(bias.size(0)).isEqualTo(3);
            try (NoGradGuard guard = new NoGradGuard()) {
                bias.copy_(Tensors.of(new float[] {100, 50, -50}, 3));
            }
            Tensor rows = Tensors.of(latent.draw(1, 0, 3).values(), 3, latent.width());
            Tensor sequences = networks.generate(rows, Layer.Mode.INFER);
            assertThat(sequences.sizes().vec().get()).containsExactly(3, 3, 1, 16);
            // The mask is over everywhere, so there is nothing.
            assertThat(sequences.abs().max().item_float()).isLessThan(1e-3f);
            try (NoGradGuard guard = new NoGradGuard()) {
                bias.copy_(Tensors.of(new float[] {100, 50, 50}, 3));
            }
            float[] there = Tensors.floats(networks.generate(rows, Layer.Mode.INFER));
            for (int t = 0; t < 16; t++) {
                assertThat(there[t]).isBetween(90f, 110f);
                assertThat(there[32 + t]).isEqualTo(1);
            }
        }
    }

    @Test
    void theMaskIsNotScaledAndPaddingIsNothing() {
        Engine.load();
        SequenceShape shape = new SequenceShape(CHANNELS, 2, false, true);
        try (PointerScope scope = new PointerScope()) {
            Scaling scaling = ChannelScaling.of(shape);
            // The second step is padding, with a value that does not count.
            Tensor x = scaling.fromBytes(Tensors.of(bytes(12, 77, 0.5f, 0, 1, 0), 1, 3, 1, 8));
            assertThat(Tensors.floats(x)).containsExactly(1, 0, 0.5f, 0, 1, 0);
            byte[] back = Tensors.bytes(scaling.toBytes(x));
            shape.cutAll(back);
            assertThat(back).isEqualTo(bytes(12, 0, 0.5f, 0, 1, 0));
        }
    }

    @Test
    void valuesOfAMaskThatIsNotSureComeOutWhole() {
        Engine.load();
        SequenceShape shape = new SequenceShape(CHANNELS, 2, false, true);
        try (PointerScope scope = new PointerScope()) {
            // One deviation above the mean at 0.8 of the mask; then a step that is over.
            Tensor x = Tensors.of(new float[] {0.8f, 0.1f, 0, 0, 0.8f, 0.1f}, 1, 3, 1, 2);
            byte[] made = Tensors.bytes(ChannelScaling.of(shape).toBytes(x));
            shape.cutAll(made);
            assertThat(new Items(shape, 1, made).sequence(0)[0]).containsExactly(new float[] {12}, within(1e-5f));
        }
    }

    private static byte[] bytes(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }
}
