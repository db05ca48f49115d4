package dev.facet.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.DataConfig.Scale;
import dev.facet.config.RunConfig;
import dev.facet.data.ImageShape;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.format.FormatException;
import dev.facet.format.Safetensors;
import dev.facet.format.Safetensors.Dtype;
import dev.facet.method.Methods;
import dev.facet.model.Networks;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.settings.ConfigReader;
import dev.facet.settings.Presets;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TorchWeightsTest {
    private static final ImageShape SHAPE = new ImageShape(1, 28, 28);

    @TempDir
    private Path folder;

    @BeforeAll
    static void engine() {
        Engine.load();
    }

    private static Networks networks(String preset, long seed) {
        RunConfig config = ConfigReader.resolve(preset, List.of());
        Networks networks = Networks.of(Methods.architecture(config, SHAPE), false);
        networks.start(seed);
        return networks;
    }

    /** The paper's networks for MNIST, as a PyTorch program would write them. */
    @Test
    void aPyTorchProgramComputesTheSame() throws IOException {
        Path file = folder.resolve("weights.safetensors");
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard();
                Networks networks = networks("mnist-paper", 1)) {
            torch.manual_seed(2);
            networks.all()
                    .forEach(network -> network.tensors().forEach((name, tensor) -> {
                        if (name.contains("bn")) {
                            tensor.add_(torch.rand_like(tensor)); // otherwise all units would be equal
                        }
                    }));
            TorchWeights.write(networks, file, Map.of());
            Python python = new Python(Safetensors.read(file));

            Tensor rows = torch.randn(
                    5,
                    networks.generator()
                            .parameters()
                            .value("generator.fc1.weight")
                            .size(1));
            Tensor h = torch.relu(python.norm("generator.bn1", python.linear("generator.fc1", rows)));
            h = torch.relu(python.norm("generator.bn2", python.linear("generator.fc2", h)));
            h = h.view(5, 128, 7, 7);
            h = torch.relu(python.norm("generator.bn3", python.up("generator.up1", h)));
            Tensor images = torch.sigmoid(python.up("generator.up2", h));
            close(images, networks.generate(rows, Mode.INFER));

            Tensor d = torch.leaky_relu(python.down("trunk.conv1", images), Tensors.scalar(0.1));
            d = torch.leaky_relu(python.norm("trunk.bn2", python.down("trunk.conv2", d)), Tensors.scalar(0.1));
            d = python.linear("trunk.fc1", d.flatten(1, -1));
            d = torch.leaky_relu(python.norm("trunk.bn3", d), Tensors.scalar(0.1));
            close(
                    python.linear("source.out", d),
                    networks.source().forward(networks.trunk().forward(images, Mode.INFER), Mode.INFER));
        }
    }

    @Test
    void aPyTorchProgramComputesTheMaskOfSequences() throws IOException {
        Path file = folder.resolve("weights.safetensors");
        SequenceShape shape = new SequenceShape(List.of(new Channel("x", new Scale(3, 2))), 16, false, true);
        RunConfig config = ConfigReader.resolve("sequences", List.of("model.width=4"));
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard();
                Networks networks = Networks.of(Methods.architecture(config, shape), false)) {
            networks.start(1);
            TorchWeights.write(networks, file, Map.of());
            Python python = new Python(Safetensors.read(file));
            Tensor rows = torch.randn(5, config.latent().width());
            Tensor h = torch.relu(python.norm("generator.bn1", python.linear("generator.fc1", rows)));
            h = torch.relu(python.norm("generator.bn2", python.linear("generator.fc2", h)));
            h = h.view(5, 16, 1, 2);
            h = torch.relu(python.norm("generator.bn3", python.later("generator.up1", h)));
            h = torch.relu(python.norm("generator.bn4", python.later("generator.up2", h)));
            h = python.later("generator.up3", h);
            Tensor present = torch.sigmoid(h.narrow(1, 1, 1));
            close(
                    torch.cat(new TensorVector(h.narrow(1, 0, 1).mul(present), present), 1),
                    networks.generate(rows, Mode.INFER));
        }
    }

    @Test
    void whatWasWrittenIsReadForEveryMethod() throws IOException {
        List<String> presets = new ArrayList<>(List.of("mnist", "mnist-book", "wgan-book"));
        Methods.names().stream().filter(Presets.names()::contains).forEach(presets::add);
        for (String preset : presets) {
            Path file = folder.resolve(preset + ".safetensors");
            RunConfig config = ConfigReader.resolve(preset, List.of());
            int size = preset.equals("infogan-cr") ? 64 : 28;
            ImageShape shape = new ImageShape(1, size, size);
            try (PointerScope scope = new PointerScope();
                    Networks first = Networks.of(Methods.architecture(config, shape), false);
                    Networks second = Networks.of(Methods.architecture(config, shape), false)) {
                first.start(1);
                second.start(2);
                TorchWeights.write(first, file, Map.of());
                TorchWeights.read(file, second);
                for (int i = 0; i < first.all().size(); i++) {
                    Map<String, Tensor> there = second.all().get(i).tensors();
                    first.all()
                            .get(i)
                            .tensors()
                            .forEach((name, tensor) -> assertThat(Arrays.equals(
                                            Tensors.floats(Objects.requireNonNull(there.get(name))),
                                            Tensors.floats(tensor)))
                                    .as(preset + " " + name)
                                    .isTrue());
                }
            }
        }
    }

    @Test
    void otherWeightsAreRefusedAndChangeNothing() throws IOException {
        Path file = folder.resolve("weights.safetensors");
        try (PointerScope scope = new PointerScope();
                Networks paper = networks("mnist-paper", 1);
                Networks ours = networks("mnist", 2)) {
            TorchWeights.write(paper, file, Map.of());
            float[] before = Tensors.floats(ours.generator().parameters().value("generator.fc1.weight"));
            assertThatThrownBy(() -> TorchWeights.read(file, ours))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("generator.fc1.weight");
            assertThat(Tensors.floats(ours.generator().parameters().value("generator.fc1.weight")))
                    .isEqualTo(before);
        }
    }

    private static void close(Tensor a, Tensor b) {
        assertThat(a.sub(b).abs().max().item_float()).isLessThan(1e-5f);
    }

    /** torch.nn.functional, with the weights of a file. */
    private record Python(Safetensors.Contents contents) {
        private Tensor tensor(String name, long... shape) throws IOException {
            return Tensors.of(contents.entry(name, Dtype.F32, shape).floats(), shape);
        }

        private long[] shape(String name) {
            return Objects.requireNonNull(contents.entries().get(name)).shape();
        }

        private Tensor any(String name) throws IOException {
            return tensor(name, shape(name));
        }

        private TensorOptional maybe(String name) throws IOException {
            return contents.entries().containsKey(name) ? new TensorOptional(any(name)) : new TensorOptional();
        }

        Tensor linear(String layer, Tensor x) throws IOException {
            return torch.linear(x, any(layer + ".weight"), maybe(layer + ".bias"));
        }

        Tensor norm(String layer, Tensor x) throws IOException {
            return torch.batch_norm(
                    x,
                    maybe(layer + ".weight"),
                    maybe(layer + ".bias"),
                    maybe(layer + ".running_mean"),
                    maybe(layer + ".running_var"),
                    false,
                    0.1,
                    1e-5,
                    false);
        }

        Tensor up(String layer, Tensor x) throws IOException {
            return torch.conv_transpose2d(
                    x,
                    any(layer + ".weight"),
                    maybe(layer + ".bias"),
                    new long[] {2, 2},
                    new long[] {1, 1},
                    new long[] {0, 0},
                    1,
                    new long[] {1, 1});
        }

        Tensor later(String layer, Tensor x) throws IOException {
            return torch.conv_transpose2d(
                    x,
                    any(layer + ".weight"),
                    maybe(layer + ".bias"),
                    new long[] {1, 2},
                    new long[] {0, 1},
                    new long[] {0, 0},
                    1,
                    new long[] {1, 1});
        }

        Tensor down(String layer, Tensor x) throws IOException {
            return torch.conv2d(
                    x,
                    any(layer + ".weight"),
                    maybe(layer + ".bias"),
                    new long[] {2, 2},
                    new long[] {1, 1},
                    new long[] {1, 1},
                    1);
        }
    }
}
