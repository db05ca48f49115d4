package dev.facet.evaluate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.codes.Draws;
import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.evaluate.BroughtNetwork.Range;
import dev.facet.format.OnnxGraph;
import dev.facet.metrics.Frechet;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.family.Families;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SampleQualityTest {
    @TempDir
    private Path folder;

    /** A network whose features are the means of sixteen squares of a grey image. */
    private Path means(int side) throws IOException {
        return means(side, side);
    }

    private Path means(int side, long declared) throws IOException {
        OnnxGraph graph = new OnnxGraph("means");
        graph.input("x", OnnxGraph.BATCH, 1, declared, declared);
        long[] square = {side / 4, side / 4};
        graph.node("AveragePool", List.of("x"), "pooled", Map.of("kernel_shape", square, "strides", square));
        graph.node("Flatten", List.of("pooled"), "features", Map.of("axis", 1L));
        graph.output("features", OnnxGraph.BATCH, 16);
        Path file = folder.resolve("means-" + side + ".onnx");
        try (OutputStream out = Files.newOutputStream(file)) {
            graph.write(out, "test", "", Map.of());
        }
        return file;
    }

    private static Dataset strokes(int count) {
        return Datasets.open(new DataConfig("strokes", Kind.AUTO, 28, 1, Map.of(), count, 1), Split.TRAIN);
    }

    private static Model model() {
        Engine.load();
        RunConfig config = ConfigReader.resolve("strokes", List.of("model.width=4"));
        ImageShape shape = new ImageShape(1, 28, 28);
        Networks networks = Networks.of(Families.architecture(config.model(), config.latent(), shape), false);
        networks.start(1);
        return new Model(config.latent(), shape, networks, -4, true);
    }

    @Test
    void imagesAreBroughtToWhatANetworkExpects() throws IOException {
        Engine.load();
        byte[] grey = new byte[28 * 28];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (i % 28 < 7 ? 255 : 0); // the left quarter is white
        }
        Items images = new Items(new ImageShape(1, 28, 28), 1, grey);
        float[] wanted = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
        try (BroughtNetwork unit = BroughtNetwork.open(means(28), Range.UNIT, 0);
                BroughtNetwork symmetric = BroughtNetwork.open(means(28), Range.SYMMETRIC, 0);
                BroughtNetwork small = BroughtNetwork.open(means(8), Range.UNIT, 0);
                BroughtNetwork large = BroughtNetwork.open(means(56), Range.BYTES, 0)) {
            assertThat(unit.of(images).values()[0]).containsExactly(wanted, within(1e-6f));
            assertThat(small.of(images).values()[0]).containsExactly(wanted, within(1e-6f));
            assertThat(symmetric.of(images).values()[0][1]).isEqualTo(-1, within(1e-6f));
            assertThat(large.of(images).values()[0][0]).isBetween(245f, 255f);
            assertThat(unit.fingerprint()).isNotEqualTo(symmetric.fingerprint());
        }
        byte[] colour = new byte[3 * 28 * 28];
        System.arraycopy(grey, 0, colour, 0, grey.length); // red alone
        try (BroughtNetwork unit = BroughtNetwork.open(means(28), Range.UNIT, 0)) {
            float[] features =
                    unit.of(new Items(new ImageShape(3, 28, 28), 1, colour)).values()[0];
            assertThat(features[0]).isEqualTo(1 / 3f, within(1e-6f));
        }
    }

    @Test
    void figuresAreThoseOfTheFeaturesAndRealOnesAreKept() throws IOException {
        Path cache = folder.resolve("cache");
        try (Dataset data = strokes(1200);
                Model model = model();
                BroughtNetwork network = BroughtNetwork.open(means(28), Range.UNIT, 0)) {
            SampleQuality quality = SampleQuality.of(model, network, data, cache);
            float[][] real = network.of(Items.of(data, IntStream.range(0, 1200).toArray()))
                    .values();
            float[][] generated =
                    network.of(model.generate(Draws.seed(0, "quality"), 1200)).values();
            assertThat(quality.frechet())
                    .isEqualTo(Frechet.distance(Frechet.Moments.of(generated), Frechet.Moments.of(real)), within(1e-9));
            assertThat(quality.count()).isEqualTo(1200);
            assertThat(quality.width()).isEqualTo(16);
            assertThat(quality.fingerprint()).isEqualTo(data.fingerprint());
            assertThat(quality.inceptionScore()).isEmpty();
            assertThat(quality.neighbourhoods().precision())
                    .as("an untrained generator")
                    .isLessThan(0.2);
            try (var files = Files.list(cache)) {
                Path kept = files.findFirst().orElseThrow();
                assertThat(SampleQuality.of(model, network, data, cache).frechet())
                        .isEqualTo(quality.frechet());
                Files.writeString(kept, "damaged");
                assertThat(SampleQuality.of(model, network, data, cache).frechet())
                        .isEqualTo(quality.frechet());
            }
        }
    }

    @Test
    void tooFewItemsAreRefused() throws IOException {
        try (Dataset data = strokes(900);
                Model model = model();
                BroughtNetwork network = BroughtNetwork.open(means(28), Range.UNIT, 0)) {
            assertThatThrownBy(() -> SampleQuality.of(model, network, data, folder))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("needs at least 1000 items")
                    .hasMessageContaining("strokes has 900");
            assertThat(SampleQuality.obstacle(data)).isPresent();
        }
        try (Dataset data = strokes(1200)) {
            assertThat(SampleQuality.obstacle(data)).isEmpty();
            assertThat(SampleQuality.obstacle(data, 599)).isEmpty();
            assertThat(SampleQuality.obstacle(data, 600)).get().asString().contains("needs at least 1201 items");
        }
    }

    @Test
    void whatIsNoNetworkIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("x.onnx"), "text");
        for (Path file : List.of(folder.resolve("none"), text)) {
            assertThatThrownBy(() -> BroughtNetwork.open(file, Range.UNIT, 28).close())
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(file.toString());
        }
        assertThatThrownBy(() -> BroughtNetwork.open(means(28, OnnxGraph.BATCH), Range.UNIT, 0)
                        .close())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--features-size");
    }

    @Test
    void filesOfPyTorchAreRefusedByNameAndByContentWithTheWayToExport() throws IOException {
        Path named = Files.writeString(folder.resolve("x.PT"), "text");
        Path script = Files.write(folder.resolve("script"), new byte[] {'P', 'K', 3, 4, 0, 0});
        Path pickle = Files.write(folder.resolve("weights.onnx"), new byte[] {(byte) 0x80, 2, 'c', 'o', 's', '\n'});
        for (Path file : List.of(named, script, pickle)) {
            assertThatThrownBy(() -> BroughtNetwork.open(file, Range.UNIT, 28).close())
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(file + " is a file of PyTorch's")
                    .hasMessageContaining("torch.onnx.export")
                    .hasMessageContaining("docs/metrics.md");
        }
    }
}
