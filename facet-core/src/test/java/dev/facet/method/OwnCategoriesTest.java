package dev.facet.method;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.codes.CodeNames;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.export.Export;
import dev.facet.method.game.Phase;
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
import static org.assertj.core.api.Assertions.within;

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

    @Test
    void categoriesThatLearnAloneComeBeforeTheGame() {
        RunConfig alone = ConfigReader.changed(
                CONFIG,
                "infogan.categories.alone=true",
                "infogan.categories.rate=0.001",
                "infogan.categories.later-rate=0.0002",
                "infogan.consistency.weight=1",
                "infogan.consistency.start-steps=41",
                "adversarial.generator-every=2",
                "training.steps=100");
        try (Dataset data = Datasets.openTrained(alone.data(), Split.TRAIN);
                Method method = Methods.make(alone, data, false)) {
            Map<String, Phase> phases =
                    method.phases().stream().collect(Collectors.toMap(Phase::name, Function.identity()));
            Phase categories = Objects.requireNonNull(phases.get("C"));
            assertThat(steps(categories)).startsWith(0L, 1L);
            assertThat(categories.pace().applyAsDouble(0)).isEqualTo(1);
            assertThat(categories.pace().applyAsDouble(20)).isCloseTo(0.5, within(1e-9));
            assertThat(categories.pace().applyAsDouble(40)).isCloseTo(0.2, within(1e-9));
            // the game begins after an even number of steps, since G learns at every second step
            assertThat(steps(Objects.requireNonNull(phases.get("D")))).startsWith(40L, 41L);
            assertThat(steps(Objects.requireNonNull(phases.get("G")))).startsWith(41L, 43L);
            assertThat(method.milestones())
                    .anySatisfy(milestone -> assertThat(milestone.missing()).contains("G has learned nothing"))
                    .anySatisfy(milestone -> assertThat(milestone.step()).isEqualTo(40));
        }
    }

    private static List<Long> steps(Phase phase) {
        return LongStream.range(0, 100).filter(phase.due()::at).boxed().toList();
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
