package dev.facet.model;

import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.codes.Code;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.model.family.Families;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Network;
import dev.facet.model.layer.SameConvolution;
import dev.facet.model.layer.Sequential;
import dev.facet.model.layer.Start;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArchitectureTest {
    private static final LatentSpec LATENT = new LatentSpec(
            new Noise(62, Noise.Distribution.UNIFORM),
            List.of(new Code.Categorical("digit", 10), new Code.Uniform("c1", -1, 1), new Code.Uniform("c2", -1, 1)));

    @Test
    void thePapersNetworkHasThePapersParameterCountsLessTheBiasesThatBatchNormCancels() {
        ModelConfig paper = new ModelConfig("infogan-mnist", 64, 0.1, true);
        try (Networks networks = Networks.of(Families.architecture(paper, LATENT, new ImageShape(1, 28, 28)), false)) {
            assertThat(networks.generator().parameters().size()).isEqualTo(6_652_481 - 1024 - 6272 - 64);
            assertThat(networks.trunk().parameters().size()).isEqualTo(6_558_144 - 128 - 1024);
            assertThat(networks.source().parameters().size()).isEqualTo(1_025);
            assertThat(networks.recogniser().parameters().size()).isEqualTo(133_262 - 128);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dcgan,28,1",
        "dcgan,28,3",
        "dcgan,32,1",
        "dcgan,32,3",
        "dcgan,64,1",
        "dcgan,64,3",
        "dcgan,96,1",
        "dcgan,128,3",
        "dcgan-bilinear,28,1",
        "dcgan-bilinear,32,3",
        "dcgan-bilinear,64,3",
        "dcgan-bilinear,128,1"
    })
    void theDcganFamiliesMakeAndReadEveryResolution(String family, int side, int channels) {
        ImageShape shape = new ImageShape(channels, side, side);
        ModelConfig config = new ModelConfig(family, 4, 0.1, true);
        try (Networks networks = Networks.of(Families.architecture(config, LATENT, shape), false)) {
            networks.start(1);
            try (Model model = new Model(LATENT, shape, networks, -4, true)) {
                Items images = model.generate(5, 3);
                assertThat(images.shape()).isEqualTo(shape);
                Encodings encodings = model.encode(images);
                assertThat(encodings.probabilities()[0][2]).hasSize(10);
                float sum = 0;
                for (float p : encodings.probabilities()[0][2]) {
                    sum += p;
                }
                assertThat(sum).isBetween(0.9999f, 1.0001f);
                assertThat(encodings.sigmas()[1][0]).isGreaterThanOrEqualTo((float) Math.exp(-2));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"28,1", "32,3", "64,3"})
    void aLayerAtTheFullResolutionIsOnlyTheGeneratorsAndOnlyWhereItIsAskedFor(int side, int channels) {
        ImageShape shape = new ImageShape(channels, side, side);
        ModelConfig plain = new ModelConfig("dcgan-bilinear", 4, 0.1, true);
        try (Networks without = Networks.of(Families.architecture(plain, LATENT, shape), false);
                Networks with =
                        Networks.of(Families.architecture(plain.withFullResolution(true), LATENT, shape), false)) {
            // Half the width: 4 to 2 channels and their normalisation, then 2 channels to the image.
            long more = (4 * 2 * 9 + 2 * 2 + 2 * channels * 9 + channels) - (4 * channels * 9 + channels);
            assertThat(with.generator().parameters().size())
                    .isEqualTo(without.generator().parameters().size() + more);
            assertThat(with.trunk().parameters().size())
                    .isEqualTo(without.trunk().parameters().size());
            with.start(1);
            try (Model model = new Model(LATENT, shape, with, -4, true)) {
                assertThat(model.generate(5, 3).shape()).isEqualTo(shape);
            }
        }
    }

    @Test
    void otherFamiliesRefuseALayerAtTheFullResolution() {
        ModelConfig config = new ModelConfig("dcgan", 4, 0.1, true).withFullResolution(true);
        assertThatThrownBy(() -> Families.architecture(config, LATENT, new ImageShape(1, 28, 28)))
                .hasMessageContaining("model.full-resolution")
                .hasMessageContaining("model.family is dcgan")
                .hasMessageContaining("--set model.full-resolution=false");
    }

    @Test
    void anImageDoesNotDependOnItsBatch() {
        ImageShape shape = new ImageShape(1, 28, 28);
        ModelConfig config = new ModelConfig("dcgan", 4, 0.1, true);
        Networks networks = Networks.of(Families.architecture(config, LATENT, shape), false);
        networks.start(1);
        try (Model model = new Model(LATENT, shape, networks, -4, true)) {
            Items many = model.generate(9, 300);
            LatentBatch row = LATENT.draw(9, 299, 1);
            byte[] alone = model.generate(row).bytes();
            for (int i = 0; i < alone.length; i++) {
                assertThat(Math.abs((alone[i] & 0xFF) - (many.bytes()[299 * shape.bytes() + i] & 0xFF)))
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void bf16AgreesWithFp32() {
        ImageShape shape = new ImageShape(1, 28, 28);
        ModelConfig config = new ModelConfig("dcgan", 8, 0.1, true);
        Architecture architecture = Families.architecture(config, LATENT, shape);
        try (PointerScope scope = new PointerScope();
                Networks exact = Networks.of(architecture, false);
                Networks reduced = Networks.of(architecture, true)) {
            exact.start(3);
            reduced.start(3);
            Tensor z = Tensors.of(LATENT.draw(1, 0, 64).values(), 64, LATENT.width());
            float[] a = Tensors.floats(exact.generator().forward(z, Layer.Mode.TRAIN));
            float[] b = Tensors.floats(reduced.generator().forward(z, Layer.Mode.TRAIN));
            double largest = 0;
            double typical = 0;
            for (int i = 0; i < a.length; i++) {
                largest = Math.max(largest, Math.abs(a[i] - b[i]));
                typical += Math.abs(a[i]) / a.length;
            }
            assertThat(typical).isGreaterThan(0.001);
            assertThat(largest).isLessThan(typical);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "infogan-svhn,32,3",
        "infogan-svhn,32,1",
        "infogan-faces,32,1",
        "infogan-chairs,64,1",
        "keras-blog,28,1",
        "lsgan-tutorial,28,1",
        "lsgan-tutorial,32,3",
        "book-mnist,28,1",
        "book-mnist,32,3",
        "infogan-cr,64,1",
        "infogan-cr,64,3"
    })
    void theOtherFamiliesMakeAndReadTheirResolution(String family, int side, int channels) {
        ImageShape shape = new ImageShape(channels, side, side);
        Architecture architecture = Families.architecture(new ModelConfig(family, 4, 0.1, true), LATENT, shape);
        for (Architecture told : List.of(architecture, architecture.withWiderTrunk(1))) {
            try (PointerScope scope = new PointerScope();
                    Networks networks = Networks.of(told, false)) {
                networks.start(1);
                Tensor z = Tensors.of(LATENT.draw(1, 0, 3).values(), 3, LATENT.width());
                Tensor images = networks.generator().forward(z, Layer.Mode.TRAIN);
                assertThat(Tensors.floats(images)).hasSize(3 * channels * side * side);
                Tensor input = torch.cat(new TensorVector(images, images), 1);
                Tensor features =
                        networks.trunk().forward(input.narrow(1, 0, told.trunk().input()[0]), Layer.Mode.TRAIN);
                assertThat(networks.source().forward(features, Layer.Mode.TRAIN).numel())
                        .isEqualTo(3);
                assertThat(networks.recogniser()
                                .forward(features, Layer.Mode.TRAIN)
                                .numel())
                        .isEqualTo(3L * LATENT.outputs());
            }
        }
        assertThatThrownBy(() -> Families.architecture(
                        new ModelConfig(family, 4, 0.1, true), LATENT, new ImageShape(channels, side + 2, side + 2)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--set data.resolution=" + (family.startsWith("infogan") ? side : 28));
    }

    @Test
    void theBooksNetworkHasTheBooksParameterCounts() {
        LatentSpec noise = new LatentSpec(new Noise(100, Noise.Distribution.UNIFORM), List.of());
        ModelConfig book = new ModelConfig("book-mnist", 32, 0.2, false);
        try (Networks networks = Networks.of(
                Families.architecture(book, noise, new ImageShape(1, 28, 28)).withoutRecogniser(), false)) {
            int fc = 101 * 6272;
            int kernels = 25 * (128 * 128 + 128 * 64 + 64 * 32 + 32) + 128 + 64 + 32 + 1;
            int norms = 2 * (128 + 128 + 64 + 32);
            assertThat(networks.generator().parameters().size()).isEqualTo(fc + kernels + norms);
            assertThat(networks.trunk().parameters().size()
                            + networks.source().parameters().size())
                    .isEqualTo(25 * (32 + 32 * 64 + 64 * 128 + 128 * 256) + 32 + 64 + 128 + 256 + 4097);
        }
    }

    @Test
    void glorotStartsAreUniformWithinTheirBound() {
        Layer layer = new SameConvolution("x", 8, 16, 5, 2, Layer.Bias.WITH, Start.GLOROT);
        try (PointerScope scope = new PointerScope();
                Network network = new Network("n", Sequential.of(new long[] {8, 4, 4}, List.of(layer)), false)) {
            network.start(1);
            double bound = Math.sqrt(6.0 / (24 * 25));
            Tensor weight = network.parameters().value("n.x.weight");
            assertThat(weight.abs().max().item_double()).isBetween(0.95 * bound, bound);
            assertThat(weight.pow(Tensors.scalar(2)).mean().item_double())
                    .isBetween(0.9 * bound * bound / 3, 1.1 * bound * bound / 3);
            assertThat(Tensors.floats(network.parameters().value("n.x.bias"))).containsOnly(0f);
        }
    }

    @Test
    void aSeparateRecogniserStartsFromOtherWeightsThanD() {
        Architecture plain =
                Families.architecture(new ModelConfig("dcgan", 4, 0.1, true), LATENT, new ImageShape(1, 28, 28));
        try (PointerScope scope = new PointerScope();
                Networks networks = Networks.of(plain.withSeparateRecogniser(), false)) {
            networks.start(1);
            assertThat(networks.all()).hasSize(5);
            assertThat(networks.recognition()).doesNotContain(networks.trunk());
            assertThat(Tensors.floats(networks.recognition().get(0).parameters().values()))
                    .hasSameSizeAs(Tensors.floats(networks.trunk().parameters().values()))
                    .isNotEqualTo(Tensors.floats(networks.trunk().parameters().values()));
        }
    }

    @Test
    void startingWeightsDependOnTheSeedAlone() {
        ModelConfig config = new ModelConfig("dcgan", 4, 0.1, true);
        Architecture architecture = Families.architecture(config, LATENT, new ImageShape(1, 28, 28));
        try (PointerScope scope = new PointerScope();
                Networks a = Networks.of(architecture, false);
                Networks b = Networks.of(architecture, false)) {
            a.start(1);
            b.start(1);
            assertThat(Tensors.floats(a.generator().parameters().values()))
                    .isEqualTo(Tensors.floats(b.generator().parameters().values()));
            b.start(2);
            assertThat(Tensors.floats(a.generator().parameters().values()))
                    .isNotEqualTo(Tensors.floats(b.generator().parameters().values()));
        }
    }

    @Test
    void unsupportedShapesAreRefusedWithARemedy() {
        ModelConfig dcgan = new ModelConfig("dcgan", 4, 0.1, true);
        ModelConfig paper = new ModelConfig("infogan-mnist", 64, 0.1, true);
        for (ImageShape shape :
                List.of(new ImageShape(1, 30, 30), new ImageShape(1, 28, 32), new ImageShape(3, 256, 256))) {
            assertThatThrownBy(() -> Families.architecture(dcgan, LATENT, shape))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(shape.toString())
                    .hasMessageContaining("--set data.resolution");
        }
        assertThatThrownBy(() -> Families.architecture(paper, LATENT, new ImageShape(3, 28, 28)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("28×28 RGB");
    }
}
