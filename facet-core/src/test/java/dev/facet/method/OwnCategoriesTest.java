package dev.facet.method;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.codes.CodeNames;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.export.Export;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.layer.Edges;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Sequential;
import dev.facet.onnx.ModelDescription;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OwnCategoriesTest {
    private static final ImageShape SHAPE = new ImageShape(1, 28, 28);
    private static final RunConfig CONFIG = ConfigReader.resolve(
            "strokes",
            List.of(
                    "model.width=4",
                    "infogan.categories.trunk=own",
                    "latent.codes=[{name: a, uniform: [-1, 1]}, {name: kind, categorical: 4},"
                            + " {name: b, uniform: [0, 1]}]"));

    @TempDir
    private Path folder;

    @Test
    void eachCodeIsReadByItsOwnNetworks() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard();
                Networks networks = networks()) {
            Tensor items = Tensors.of(pixels(), 2, 1, 28, 28);
            Tensor read = networks.recognise(items, Mode.INFER);
            Tensor shared = networks.outputs(networks.trunk().forward(items, Mode.INFER), Mode.INFER);
            Tensor own = networks.other("categories")
                    .forward(networks.other("category-trunk").forward(items, Mode.INFER), Mode.INFER);
            assertThat(Tensors.floats(read.narrow(1, 0, 2))).isEqualTo(Tensors.floats(shared.narrow(1, 0, 2)));
            assertThat(Tensors.floats(read.narrow(1, 2, 4))).isEqualTo(Tensors.floats(own.narrow(1, 2, 4)));
            assertThat(Tensors.floats(read.narrow(1, 6, 2))).isEqualTo(Tensors.floats(shared.narrow(1, 6, 2)));
            assertThat(Tensors.floats(own.narrow(1, 2, 4))).isNotEqualTo(Tensors.floats(shared.narrow(1, 2, 4)));
        }
    }

    @Test
    void anExportReadsTheSame() throws Exception {
        try (Model model = new Model(CONFIG.latent(), SHAPE, networks(), -4, true)) {
            ModelDescription description = new ModelDescription(
                    "1", CONFIG.method(), "none", 7, model.latent(), model.shape(), CodeNames.NONE);
            Export.write(model, description, CONFIG, Map.of(), folder); // compares each network in ONNX Runtime
            assertThat(Files.size(folder.resolve("recogniser.onnx"))).isPositive();
        }
    }

    @Test
    void codesWithoutCategoriesNeedNoOtherNetworks() {
        RunConfig continuous = ConfigReader.changed(CONFIG, "latent.codes=[{name: a, uniform: [-1, 1]}]");
        assertThat(Methods.architecture(continuous, SHAPE).networks()).doesNotContainKey("categories");
        assertThat(Methods.architecture(CONFIG, SHAPE).networks()).containsKeys("categories", "category-trunk");
    }

    @Test
    void categoriesMayBeOfShapesAndNotOfColours() {
        RunConfig edges = ConfigReader.changed(CONFIG, "infogan.categories.input=edges");
        ImageShape colour = new ImageShape(3, 28, 28);
        Sequential trunk = Objects.requireNonNull(
                Methods.architecture(edges, colour).networks().get("category-trunk"));
        assertThat(trunk.layers().get(0)).isEqualTo(new Edges());
        SequenceShape sequences = new SequenceShape(List.of(new Channel("x", new Scale(0, 1))), 32, false);
        RunConfig overTime = ConfigReader.changed(edges, "model.family=sequence");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Methods.architecture(overTime, sequences))
                .withMessageContaining("only images have edges");
    }

    private static Networks networks() {
        Networks networks = Networks.of(Methods.architecture(CONFIG, SHAPE), false);
        networks.start(1);
        return networks;
    }

    private static float[] pixels() {
        float[] pixels = new float[2 * 28 * 28];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.sin(i * 0.37);
        }
        return pixels;
    }
}
