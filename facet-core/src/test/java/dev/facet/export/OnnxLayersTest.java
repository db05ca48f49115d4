package dev.facet.export;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.format.OnnxGraph;
import dev.facet.model.layer.Join;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Network;
import dev.facet.model.layer.Operators.Value;
import dev.facet.model.layer.Rectifier;
import dev.facet.model.layer.Residual;
import dev.facet.model.layer.Sequential;
import dev.facet.onnx.OnnxSession;
import dev.facet.onnx.OnnxSession.Array;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OnnxLayersTest {
    private static final int ITEMS = 3;

    @TempDir
    private Path folder;

    /** A block whose branch reads what the network is fed beside its input. */
    private static Network network() {
        Engine.load();
        Residual block = new Residual(
                "block", List.of(new Join(2), new Linear("fc", 7, 5, Bias.WITH), new Rectifier(0.1)), List.of(), 0.5);
        return new Network(
                "n", Sequential.of(new long[] {5}, List.of(block, new Linear("out", 5, 4, Bias.WITH))), false);
    }

    @Test
    void aBlockAndWhatIsFedBesideAreWrittenAsTheyCompute() throws Exception {
        float[] x = {1, -2, 3, -4, 5, 0, 1, 0, -1, 2, 3, 3, -3, 1, 1};
        float[] side = {0.5f, -0.5f, 2, 1, -1, 0};
        OnnxGraph graph = new OnnxGraph("test");
        graph.input("x", OnnxGraph.BATCH, 5);
        graph.input("side", OnnxGraph.BATCH, 2);
        float[] wanted;
        try (Network network = network();
                PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            network.start(1);
            Value y = new OnnxLayers(graph).apply(network, new Value("x", 5), new Value("side", 2));
            OnnxExport.output(graph, y, "y");
            Tensor found = network.forward(Tensors.of(x, ITEMS, 5), Tensors.of(side, ITEMS, 2), Mode.INFER);
            wanted = Tensors.floats(found);
        }
        Path file = folder.resolve("test.onnx");
        try (OutputStream out = Files.newOutputStream(file)) {
            graph.write(out, "1", "a test", Map.of());
        }
        try (OnnxSession session = OnnxSession.open(file, 1)) {
            Map<String, Array> made = session.run(
                    Map.of("x", new Array(new long[] {ITEMS, 5}, x), "side", new Array(new long[] {ITEMS, 2}, side)));
            assertThat(made).containsOnlyKeys("y");
            assertThat(made.values().iterator().next().values())
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(wanted);
        }
    }

    @Test
    void aNetworkThatIsFedNothingBesideSaysSo() {
        OnnxGraph graph = new OnnxGraph("test");
        try (Network network = network()) {
            assertThatThrownBy(() -> new OnnxLayers(graph).apply(network, new Value("x", 5)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("n is fed nothing beside its input");
        }
    }
}
