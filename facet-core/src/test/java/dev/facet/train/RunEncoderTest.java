package dev.facet.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.Facet;
import dev.facet.calibrate.SealedFiles;
import dev.facet.codes.LatentBatch;
import dev.facet.config.EncoderConfig;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;
import dev.facet.export.Export;
import dev.facet.export.TorchWeights;
import dev.facet.format.Safetensors;
import dev.facet.model.Model;
import dev.facet.settings.ConfigReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class RunEncoderTest {
    private static final EncoderConfig SETTINGS = new EncoderConfig(2, 8, 0.001, 10);

    @TempDir
    private Path runs;

    private final List<String> notices = new ArrayList<>();

    private Path train(String... settings) throws IOException {
        return train(monitor(), settings);
    }

    private Path train(Monitor monitor, String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "data.count=300",
                "model.width=4",
                "training.batch=16",
                "training.steps=3",
                "training.threads=1",
                "training.precision=fp32",
                "encoder.batch=8"));
        all.addAll(List.of(settings));
        return Facet.train(ConfigReader.resolve("strokes", all), runs, monitor).run();
    }

    private Monitor monitor() {
        return new Monitor() {
            @Override
            public void notice(String message) {
                if (message.contains("encoder")) { // other tests check the other notices of such a short run
                    notices.add(message);
                }
            }
        };
    }

    private Model load(Path run) throws IOException {
        return RunModel.load(RunFolder.open(run), notices::add);
    }

    private static Path file(Path run) {
        return run.resolve("encoder.safetensors");
    }

    @Test
    void aRunGetsAnEncoderAtItsEndIfItsSettingsAskForOne() throws IOException {
        Path without = train();
        assertThat(file(without)).doesNotExist();
        Path run = train("encoder.steps=1500");
        RunFolder folder = RunFolder.open(run);
        assertThat(Files.readString(run.resolve("log.txt")))
                .as("no more steps than the run has")
                .contains("fitted an encoder in 3 steps: held-out images are made again with a mean error of 0.");
        assertThat(RunEncoder.describe(folder)).startsWith("of step 3, fitted in 3 steps; mean error 0.");
        assertThat(RunCalibration.isOutdated(folder)).isFalse();
        try (Model model = load(run);
                Model plain = load(without);
                Dataset test = Facet.open(Facet.config(run).data(), Split.TEST)) {
            assertThat(model.inverts()).isTrue();
            assertThat(model.calibration()).isPresent();
            assertThat(plain.inverts()).isFalse();
            Items items = Items.of(test, 0, 1, 2);
            assertThat(model.reconstruct(items).count()).isEqualTo(3);
            // what the run learned and reads does not depend on it
            assertThat(model.encode(items).means())
                    .isDeepEqualTo(plain.encode(items).means());
        }
        String weights = "checkpoints/step-000003/weights.safetensors";
        assertThat(Files.readAllBytes(run.resolve(weights))).isEqualTo(Files.readAllBytes(without.resolve(weights)));
        assertThat(notices).isEmpty();
    }

    @Test
    void anOlderRunGetsOneLaterAndItHoldsForItsWeightsAlone() throws IOException {
        Path run = train();
        RunFolder folder = RunFolder.open(run);
        assertThat(RunEncoder.describe(folder)).isEqualTo("none");
        assertThat(Facet.fitEncoder(run, SETTINGS, notices::add).steps()).isEqualTo(2);
        byte[] first = Files.readAllBytes(file(run));
        Facet.fitEncoder(run, SETTINGS, notices::add);
        assertThat(Files.readAllBytes(file(run))).as("the same again").isEqualTo(first);
        RunConfig longer = ConfigReader.read(run.resolve("config.yaml"), List.of("training.steps=5"));
        Facet.resume(run, longer, monitor());
        try (Model model = load(run)) {
            assertThat(model.inverts()).isFalse();
        }
        assertThat(RunEncoder.describe(folder)).contains("not of the newest checkpoint");
        try (Model model = Facet.load(run, "3")) {
            assertThat(model.inverts())
                    .as("the checkpoint that it was fitted to")
                    .isTrue();
        }
        // a resumed run may ask for one
        RunConfig asking =
                ConfigReader.read(run.resolve("config.yaml"), List.of("training.steps=6", "encoder.steps=2"));
        Facet.resume(run, asking, monitor());
        try (Model model = load(run)) {
            assertThat(model.inverts()).isTrue();
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void aligningKeepsItAndItThenFindsSliders() throws IOException {
        Path run = train("encoder.steps=2");
        Items items;
        LatentBatch codes;
        try (Model model = load(run)) {
            items = model.generate(1, 4);
            codes = model.invert(items);
        }
        Facet.align(run);
        try (Model model = load(run)) {
            assertThat(model.inverts()).isTrue();
            LatentBatch sliders = model.invert(items);
            assertThat(sliders.values())
                    .containsExactly(
                            model.alignment().orElseThrow().toSliders(codes).values(), within(1e-4f))
                    .isNotEqualTo(codes.values());
        }
        // fitted anew, it is the same: it finds codes as they were trained
        byte[] before = Files.readAllBytes(file(run));
        Facet.fitEncoder(run, Facet.config(run).encoder(), notices::add);
        assertThat(Files.readAllBytes(file(run))).isEqualTo(before);
    }

    @Test
    void aRunInBf16HasOneThatIsUsedInFp32() throws IOException {
        Path run = train("training.precision=bf16", "encoder.steps=2", "infogan.categories.trunk=own");
        try (Model model = load(run)) {
            assertThat(model.inverts()).isTrue();
            assertThat(model.reconstruct(model.generate(1, 3)).count()).isEqualTo(3);
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void aDamagedOneIsSaidAndNotUsed() throws IOException {
        Path run = train("encoder.steps=2");
        byte[] good = Files.readAllBytes(file(run));
        byte[] bad = good.clone();
        bad[bad.length - 5] ^= 4;
        for (byte[] bytes : List.of(bad, new byte[0], "{}".getBytes(StandardCharsets.UTF_8))) {
            notices.clear();
            Files.write(file(run), bytes);
            try (Model model = load(run)) {
                assertThat(model.inverts()).isFalse();
            }
            assertThat(notices).singleElement().asString().contains("is damaged", "facet fit-encoder");
            assertThat(RunEncoder.describe(RunFolder.open(run))).startsWith("DAMAGED");
        }
    }

    @Test
    void oneOfOtherNetworksWithThisChecksumIsSaidToo() throws IOException {
        Path run = train("encoder.steps=2");
        Path wide = train("encoder.steps=2", "model.width=8");
        Safetensors.Contents other = Safetensors.read(file(wide));
        Map<String, String> metadata = new HashMap<>(Safetensors.read(file(run)).metadata());
        metadata.remove("checksum");
        // as a program would write it: with a right checksum
        SealedFiles.write(file(run), other.entries(), metadata);
        try (Model model = load(run)) {
            assertThat(model.inverts()).isFalse();
        }
        assertThat(notices).singleElement().asString().contains("is damaged", "encoder-trunk");
    }

    @Test
    void methodsThatCannotHaveOneEndWellAndSayWhy() throws IOException {
        Path cgan = train("method=cgan", "encoder.steps=2");
        assertThat(file(cgan)).doesNotExist();
        assertThat(notices).isEmpty();
        assertThatThrownBy(() -> Facet.fitEncoder(cgan, SETTINGS, notices::add))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no recogniser");
        Path stacked = Facet.train(
                        ConfigReader.resolve(
                                "stackedgan",
                                List.of(
                                        "data.source=strokes",
                                        "data.count=64",
                                        "model.width=4",
                                        "training.batch=16",
                                        "training.steps=3",
                                        "training.threads=1",
                                        "training.precision=fp32",
                                        "encoder.steps=2")),
                        runs,
                        monitor())
                .run();
        assertThat(file(stacked)).doesNotExist();
        assertThat(notices)
                .anySatisfy(notice -> assertThat(notice).contains("the run has no encoder", "several levels"));
    }

    @Test
    void aStopEndsItAndTheRunIsComplete() throws IOException {
        boolean[] ended = new boolean[1];
        Monitor stopping = new Monitor() {
            @Override
            public void wrote(long step, Path checkpoint) {
                ended[0] = step == 3;
            }

            @Override
            public boolean stopRequested() {
                return ended[0];
            }

            @Override
            public void notice(String message) {
                notices.add(message);
            }
        };
        Path run = train(stopping, "encoder.steps=2");
        assertThat(file(run)).doesNotExist();
        assertThat(notices).anySatisfy(notice -> assertThat(notice).contains("was stopped", "facet fit-encoder"));
        assertThat(Facet.ended(run)).isPresent();
    }

    @Test
    void dataThatChangedIsNotUsed() throws IOException {
        Path run = train();
        Path description = run.resolve("run.json");
        Files.writeString(description, Files.readString(description).replaceAll("\"fingerprint\" : \"..", "$0ff"));
        assertThatThrownBy(() -> Facet.fitEncoder(run, SETTINGS, notices::add))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has changed", "fit an encoder");
    }

    @Test
    void itIsExported() throws IOException {
        Path run = train("encoder.steps=2");
        Export export = Facet.export(run, Map.of(), runs.resolve("export"));
        assertThat(export.check().holds()).isTrue();
        assertThat(runs.resolve("export/encoder.onnx")).exists();
        assertThat(Files.readString(runs.resolve("export/README.md"))).contains("`encoder.onnx`", "in the encoder");
        assertThat(Safetensors.read(runs.resolve("export/" + TorchWeights.FILE))
                        .entries()
                        .keySet())
                .contains("encoder-trunk.conv1.weight", "encoder-noise.out.weight");
    }

    @Test
    void aRunWithALimitOfTimeFitsWithinIt() {
        RunConfig config = ConfigReader.resolve(
                "strokes",
                List.of(
                        "data.count=64",
                        "model.width=4",
                        "training.batch=16",
                        "training.threads=1",
                        "training.precision=fp32",
                        "training.minutes=0.05",
                        "encoder.steps=1000000"));
        try (Dataset data = new Strokes(64, 1, new ImageShape(1, 28, 28))) {
            RunConfig planned = RunStart.plan(config, data);
            assertThat(planned.encoder().steps()).isPositive().isLessThanOrEqualTo((int)
                    (0.13 * planned.training().steps() + 10));
        }
    }
}
