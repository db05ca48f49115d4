package dev.facet.model.family;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.codes.CodeNames;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.export.Export;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;
import dev.facet.model.layer.Resample;
import dev.facet.model.layer.Sequential;
import dev.facet.onnx.ModelDescription;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ResidualNetworksTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"28,28,1", "32,32,3", "64,64,3", "32,64,1"})
    void itMakesAndReadsImagesOfManyShapes(int height, int width, int channels) {
        RunConfig config = config();
        ImageShape shape = new ImageShape(channels, height, width);
        try (PointerScope scope = new PointerScope();
                Networks networks = Networks.of(Families.architecture(config.model(), config.latent(), shape), false)) {
            networks.start(1);
            Tensor rows = Tensors.of(
                    config.latent().draw(1, 0, 2).values(), 2, config.latent().width());
            Tensor items = networks.generate(rows, Mode.TRAIN);
            assertThat(items.sizes().vec().get()).containsExactly(2, channels, height, width);
            assertThat(networks.score(items, Optional.empty(), Mode.TRAIN).numel())
                    .isEqualTo(2);
            assertThat(networks.recognise(items, Mode.TRAIN).size(1))
                    .isEqualTo(config.latent().outputs());
            double deviation = items.std().item_double();
            assertThat(deviation).isBetween(0.1, 0.9); // neither blank nor saturated at the start
        }
    }

    @ParameterizedTest
    @CsvSource({"30,30", "8,8", "512,512", "32,200"})
    void otherShapesAreRefused(int height, int width) {
        RunConfig config = config();
        assertThatThrownBy(
                        () -> Families.architecture(config.model(), config.latent(), new ImageShape(3, height, width)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("model.family residual")
                .hasMessageContaining("--set data.resolution=64");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExportMakesAndReadsTheSame(boolean norm) throws Exception {
        RunConfig config = ConfigReader.changed(config(), "model.discriminator-batch-norm=" + norm);
        ImageShape shape = new ImageShape(3, 32, 32);
        Networks networks = Networks.of(Families.architecture(config.model(), config.latent(), shape), false);
        networks.start(1);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            for (Network network : networks.all()) { // blocks start as identities
                network.tensors().forEach((name, tensor) -> {
                    if (name.endsWith("conv2.weight")) {
                        tensor.copy_(Tensors.of(
                                values(tensor.numel()), tensor.sizes().vec().get()));
                    }
                });
                network.refresh();
            }
        }
        try (Model model = new Model(config.latent(), shape, networks, -4, true)) {
            ModelDescription description = new ModelDescription(
                    "1", config.method(), "none", 7, model.latent(), model.shape(), CodeNames.NONE);
            Export.write(model, description, config, Map.of(), folder); // compares each network in ONNX Runtime
            assertThat(folder.resolve("generator.onnx")).isNotEmptyFile();
        }
    }

    @Test
    void imagesAreInterpolatedUpAndAveragedDown() {
        try (PointerScope scope = new PointerScope();
                Network up = network(new Resample(true));
                Network down = network(new Resample(false))) {
            Tensor x = Tensors.of(new float[] {0, 4, 8, 12}, 1, 1, 2, 2);
            assertThat(Tensors.floats(up.forward(x, Mode.INFER)))
                    .containsExactly(0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12);
            assertThat(Tensors.floats(down.forward(x, Mode.INFER))).containsExactly(6);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Resample(false).output(new long[] {1, 5, 4}))
                .withMessageContaining("even height and width");
    }

    @Test
    void spectralNormsStartFromSomethingElseThanZero() {
        RunConfig config = ConfigReader.changed(config(), "model.spectral-norm=true");
        ImageShape shape = new ImageShape(1, 28, 28);
        try (PointerScope scope = new PointerScope();
                Networks networks = Networks.of(Families.architecture(config.model(), config.latent(), shape), false)) {
            networks.start(1);
            for (String name : networks.trunk().parameters().names()) {
                if (name.endsWith("weight")) {
                    double largest = networks.trunk()
                            .parameters()
                            .constant(name)
                            .abs()
                            .max()
                            .item_double();
                    assertThat(largest).as(name).isBetween(1e-4, 1.01);
                }
            }
        }
    }

    private static Network network(Layer layer) {
        return new Network("n", Sequential.of(new long[] {1, 2, 2}, List.of(layer)), false);
    }

    private static float[] values(long count) {
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 31 % 101 - 50) / 2500f;
        }
        return values;
    }

    private static RunConfig config() {
        return ConfigReader.resolve("residual", List.of("model.width=8"));
    }
}
