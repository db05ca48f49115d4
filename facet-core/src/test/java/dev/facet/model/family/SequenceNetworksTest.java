package dev.facet.model.family;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.codes.LatentSpec;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
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
}
