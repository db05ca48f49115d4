package dev.facet.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.Facet;
import dev.facet.codes.Encodings;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;
import dev.facet.model.Model;
import dev.facet.settings.ConfigReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RunCalibrationTest {
    @TempDir
    private Path runs;

    private final List<String> notices = new ArrayList<>();

    private Path train(String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "data.count=300",
                "model.width=4",
                "training.batch=16",
                "training.steps=3",
                "training.threads=1",
                "training.precision=fp32"));
        all.addAll(List.of(settings));
        RunConfig config = ConfigReader.resolve("strokes", all);
        return Facet.train(config, runs, monitor()).run();
    }

    private Monitor monitor() {
        return new Monitor() {
            @Override
            public void notice(String message) {
                if (message.contains("calibrat")) { // other tests check the other notices of such a short run
                    notices.add(message);
                }
            }
        };
    }

    private Model load(Path run) throws IOException {
        return RunModel.load(RunFolder.open(run), notices::add);
    }

    @Test
    void aRunIsCalibratedAtItsEndOnTheTestPart() throws IOException {
        Path run = train();
        try (Model model = load(run);
                Dataset test = Facet.open(Facet.config(run).data(), Split.TEST)) {
            assertThat(model.calibration()).isPresent();
            assertThat(model.calibration().get().codes().basis().unseen()).isTrue();
            Encodings read = model.encode(test);
            assertThat(read.calibrated()).isTrue();
            assertThat(read.measuredDistances().percentiles()).hasSize(300);
            // Q's uncalibrated values are also present
            assertThat(model.uncalibrated().encode(test).calibrated()).isFalse();
        }
        assertThat(notices).isEmpty();
        assertThat(Files.readString(run.resolve("log.txt"))).contains("calibrated on 300 held-out images");
        assertThat(RunCalibration.describe(RunFolder.open(run))).contains("of step 3", "300 held-out");
    }

    @Test
    void aCalibrationHoldsForTheWeightsThatItWasMeasuredOfAlone() throws IOException {
        Path run = train();
        Path file = run.resolve("calibration.safetensors");
        byte[] before = Files.readAllBytes(file);
        RunConfig longer = ConfigReader.read(run.resolve("config.yaml"), List.of("training.steps=5"));
        Facet.resume(run, longer, monitor());
        byte[] after = Files.readAllBytes(file);
        assertThat(after).as("measured anew at the new end").isNotEqualTo(before);
        Files.write(file, before);
        try (Model model = load(run)) {
            assertThat(model.calibration()).isEmpty();
        }
        assertThat(RunCalibration.describe(RunFolder.open(run))).contains("not of the newest checkpoint");
        Facet.calibrate(run);
        assertThat(Files.readAllBytes(file)).isEqualTo(after);
    }

    @Test
    void aDamagedCalibrationIsSaidAndMeasuredAgain() throws IOException {
        Path run = train();
        Path file = run.resolve("calibration.safetensors");
        byte[] good = Files.readAllBytes(file);
        byte[] bad = good.clone();
        bad[bad.length - 5] ^= 4;
        Files.write(file, bad);
        try (Model model = load(run)) {
            assertThat(model.calibration()).isEmpty();
        }
        assertThat(notices).singleElement().asString().contains("is damaged", "facet calibrate");
        assertThat(RunCalibration.describe(RunFolder.open(run))).startsWith("DAMAGED");
        Facet.calibrate(run);
        assertThat(Files.readAllBytes(file)).isEqualTo(good);
    }

    @Test
    void anOlderRunLoadsAndSaysThatItIsNotCalibrated() throws IOException {
        Path run = train();
        Files.delete(run.resolve("calibration.safetensors"));
        try (Model model = load(run)) {
            assertThat(model.calibration()).isEmpty();
            Encodings read = model.encode(model.generate(1, 2));
            assertThat(read.calibrated()).isFalse();
            assertThat(read.unlikeData(0)).isFalse();
            assertThatThrownBy(read::measuredDistances).hasMessageContaining("not calibrated");
        }
        assertThat(notices).isEmpty();
        assertThat(RunCalibration.describe(RunFolder.open(run))).isEqualTo("none");
        assertThat(RunCalibration.tooFew(RunFolder.open(run))).isEmpty();
    }

    @Test
    void tooFewImagesAreSaidAndTheRunEndsWell() throws IOException {
        Path run = train("data.count=64");
        assertThat(run.resolve("calibration.safetensors")).doesNotExist();
        assertThat(notices).singleElement().asString().contains("not calibrated", "too few images", "64");
        assertThatThrownBy(() -> Facet.calibrate(run)).isInstanceOf(UsageException.class);
        assertThat(RunCalibration.tooFew(RunFolder.open(run)))
                .hasValueSatisfying(
                        few -> assertThat(few).contains("strokes has 64", "200 and a test part of 100, or 300 in all"));
        Files.writeString(run.resolve("run.json"), "{");
        assertThat(RunCalibration.tooFew(RunFolder.open(run))).isEmpty();
    }

    @Test
    void ofDataThatSufficesOnlyWithATestPartThatIsLookedFor() throws IOException {
        Path images = runs.resolve("train-images-idx3-ubyte");
        Path test = runs.resolve("t10k-images-idx3-ubyte");
        Files.write(images, idx(250, 1));
        Files.write(test, idx(120, 2));
        Path run = train("data.source=" + images, "data.held-out=0");
        assertThat(RunCalibration.tooFew(RunFolder.open(run))).isEmpty();
        Files.delete(test);
        assertThat(RunCalibration.tooFew(RunFolder.open(run))).isPresent();
        Files.delete(images);
        assertThat(RunCalibration.tooFew(RunFolder.open(run)))
                .as("which it has too few of is not known")
                .isEmpty();
    }

    @Test
    void aRunWithoutARecogniserHasNoneAndNothingIsWrong() throws IOException {
        Path run = train("method=cgan");
        assertThat(run.resolve("calibration.safetensors")).doesNotExist();
        assertThat(notices).isEmpty();
        assertThatThrownBy(() -> Facet.calibrate(run))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no recogniser");
    }

    @Test
    void partsThatHaveNamesOfTheirOwnAreFound() throws IOException {
        Path images = runs.resolve("train-images-idx3-ubyte");
        Files.write(images, idx(250, 1));
        Files.write(runs.resolve("t10k-images-idx3-ubyte"), idx(120, 2));
        Path run = train("data.source=" + images);
        try (Model model = load(run)) {
            assertThat(model.calibration().orElseThrow().codes().basis().heldOut())
                    .isEqualTo(120);
            assertThat(model.calibration().orElseThrow().codes().basis().unseen())
                    .isTrue();
        }
    }

    /** An IDX file of this many images of 28×28. */
    private static byte[] idx(int count, long seed) {
        Strokes strokes = new Strokes(count, seed, new ImageShape(1, 28, 28));
        ByteBuffer file = ByteBuffer.allocate(16 + count * 784);
        file.putInt(0x803).putInt(count).putInt(28).putInt(28);
        byte[] image = new byte[784];
        for (int i = 0; i < count; i++) {
            strokes.read(i, image, 0);
            file.put(image);
        }
        return file.array();
    }

    @Test
    void dataOfAProgramIsNotMistakenForWhatTheSettingsName() throws IOException {
        // the settings name the built-in strokes, but the program trains on other data with another name
        RunConfig config = ConfigReader.resolve(
                "strokes", List.of("data.count=300", "model.width=4", "training.batch=16", "training.steps=2"));
        Path file = runs.resolve("mine-images-idx3-ubyte");
        Files.write(file, idx(330, 3));
        try (Dataset mine = Facet.open(config.data().withSource(file.toString()), Split.TRAIN)) {
            Path run = RunStart.start(config, mine, runs, monitor()).run().run();
            try (Model model = load(run)) {
                assertThat(model.calibration().orElseThrow().codes().basis().unseen())
                        .isFalse();
            }
        }
    }

    @Test
    void dataThatChangedIsNotMeasuredOn() throws IOException {
        Path run = train();
        Path description = run.resolve("run.json");
        Files.writeString(description, Files.readString(description).replaceAll("\"fingerprint\" : \"..", "$0ff"));
        assertThatThrownBy(() -> Facet.calibrate(run))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has changed");
    }
}
