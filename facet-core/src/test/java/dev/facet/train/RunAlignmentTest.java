package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.Facet;
import dev.facet.calibrate.Aligner;
import dev.facet.codes.Alignment;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentSpec;
import dev.facet.config.AlignmentTree;
import dev.facet.config.UsageException;
import dev.facet.data.Items;
import dev.facet.export.TorchWeights;
import dev.facet.format.Safetensors;
import dev.facet.model.Model;
import dev.facet.settings.ConfigReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class RunAlignmentTest {
    @TempDir
    private static Path trained;

    @TempDir
    private Path runs;

    private final List<String> notices = new ArrayList<>();
    private Path run;
    private RunFolder folder;

    @BeforeAll
    static void trainOnce() throws IOException {
        train(trained, "latent.codes=digit:cat10, c1:uniform, c2:uniform");
    }

    /** Each test has a copy of the run. */
    @BeforeEach
    void copy() throws IOException {
        run = runs.resolve("00000-strokes-infogan");
        RunCopy.make(trained.resolve("00000-strokes-infogan"), run);
        folder = RunFolder.open(run);
    }

    private Path train(String... settings) throws IOException {
        return train(runs, settings);
    }

    private static Path train(Path runs, String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "data.count=300",
                "model.width=4",
                "training.batch=16",
                "training.steps=2",
                "training.threads=1",
                "training.precision=fp32",
                "infogan.consistency.starts=1"));
        all.addAll(List.of(settings));
        return Facet.train(ConfigReader.resolve("strokes", all), runs, new Monitor() {})
                .run();
    }

    private Model load() throws IOException {
        return RunModel.load(folder, notices::add);
    }

    @Test
    void anAlignedRunMakesAndReadsSlidersAndUndoGivesTheCodesBack() throws IOException {
        byte[] weights = Files.readAllBytes(run.resolve("checkpoints/step-000002/weights.safetensors"));
        byte[] samples;
        try (Model plain = load()) {
            samples = plain.generate(1, 20).bytes();
        }
        Aligner.Found found = Facet.align(run);
        Encodings read;
        try (Model aligned = load();
                Model plain = RunModel.trained(folder, notices::add)) {
            assertThat(aligned.alignment()).contains(found.alignment());
            Items items = aligned.generate(1, 20);
            for (int i = 0; i < samples.length; i++) {
                assertThat((items.bytes()[i] & 255) - (samples[i] & 255)).isBetween(-1, 1);
            }
            read = aligned.encode(items);
            Encodings codes = plain.encode(items);
            // reading turns back what generation turns
            double[][] map = found.alignment().toCodes(plain.latent()).matrix();
            Code.Continuous one = plain.latent().continuous().get(0);
            Code.Continuous other = plain.latent().continuous().get(1);
            for (int i = 0; i < 20; i++) {
                assertThat(map[0][0] * read.means(one)[i] + map[0][1] * read.means(other)[i])
                        .isCloseTo(codes.means(one)[i], within(1e-4));
                assertThat(map[1][0] * read.means(one)[i] + map[1][1] * read.means(other)[i])
                        .isCloseTo(codes.means(other)[i], within(1e-4));
            }
        }
        assertThat(RunAlignment.describe(folder)).isEqualTo("of step 2, c1, c2");
        Facet.unalign(run);
        try (Model plain = load()) {
            assertThat(plain.alignment()).isEmpty();
            assertThat(plain.generate(1, 20).bytes()).isEqualTo(samples);
        }
        assertThat(Files.readAllBytes(run.resolve("checkpoints/step-000002/weights.safetensors")))
                .isEqualTo(weights);
        assertThat(RunAlignment.describe(folder)).isEqualTo("none");
        assertThatThrownBy(() -> Facet.unalign(run))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("nothing to undo");
        assertThat(notices).isEmpty();
    }

    @Test
    void aligningTwiceMeasuresTheTrainedCodesAgain() throws IOException {
        Facet.align(run);
        byte[] once = Files.readAllBytes(run.resolve("alignment.json"));
        Facet.align(run);
        assertThat(Files.readAllBytes(run.resolve("alignment.json"))).isEqualTo(once);
    }

    @Test
    void aCalibrationHoldsForItsAlignmentAlone() throws IOException {
        assertThat(RunCalibration.isOutdated(folder)).isFalse();
        Facet.align(run);
        assertThat(RunCalibration.isOutdated(folder)).isTrue();
        try (Model model = load()) {
            assertThat(model.calibration()).isEmpty();
        }
        Facet.calibrate(run);
        try (Model model = load()) {
            assertThat(model.calibration()).isPresent();
            assertThat(model.alignment()).isPresent();
            assertThat(model.uncalibrated().alignment()).isPresent();
        }
        Facet.unalign(run);
        assertThat(RunCalibration.isOutdated(folder)).isTrue();
    }

    @Test
    void meaningsHoldForTheirAlignmentAlone() throws IOException {
        LatentSpec latent = folder.config().latent();
        Facet.meanings(run);
        assertThat(RunMeanings.read(folder, latent, notices::add)).isPresent();
        Facet.align(run);
        assertThat(RunMeanings.read(folder, latent, notices::add)).isEmpty();
        Facet.meanings(run);
        assertThat(RunMeanings.read(folder, latent, notices::add)).isPresent();
        Facet.unalign(run);
        assertThat(RunMeanings.read(folder, latent, notices::add)).isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void anAlignmentOfOtherWeightsIsSaidAndNotApplied() throws IOException {
        Facet.align(run);
        Facet.resume(run, ConfigReader.read(run.resolve("config.yaml"), List.of("training.steps=3")), new Monitor() {});
        try (Model model = load()) {
            assertThat(model.alignment()).isEmpty();
        }
        assertThat(notices)
                .singleElement()
                .asString()
                .contains("measured at step 2", "step 3", "facet align", "--undo");
        assertThat(RunAlignment.describe(folder)).contains("not of the newest checkpoint");
    }

    @Test
    void trainingAlignsAtItsEndIfTheSettingsAsk() throws IOException {
        String[] settings = {
            "latent.codes=digit:cat10, c1:uniform, c2:uniform", "training.steps=10", "training.generator-rate=0.02"
        };
        RunFolder plain = RunFolder.open(train(settings));
        List<String> aligned = new ArrayList<>(List.of(settings));
        aligned.add("infogan.align=true");
        Path asked = train(aligned.toArray(String[]::new));
        RunFolder folder = RunFolder.open(asked);
        try (Model model = RunModel.load(folder, notices::add)) {
            assertThat(model.alignment()).isPresent();
        }
        assertThat(RunCalibration.isOutdated(folder)).isFalse();
        // the codes are drawn aligned; the samples stay comparable with those of earlier steps
        assertThat(Files.mismatch(folder.codes(10), plain.codes(10))).isNotNegative();
        assertThat(Files.mismatch(folder.samples(10), plain.samples(10))).isNegative();

        // names that people give to sliders stay right after more training
        Alignment before = alignment(folder);
        RunAlignment.undo(folder);
        Facet.align(asked);
        assertThat(alignment(folder)).isEqualTo(before);
        Alignment turned = new Alignment(
                before.codes(),
                List.of(
                        before.directions().get(1),
                        before.directions().get(0).stream().map(x -> -x).toList()),
                List.of(before.shares().get(1), before.shares().get(0)));
        ObjectNode file = (ObjectNode) JsonMapper.shared().readTree(RunAlignment.file(folder));
        AlignmentTree.write(turned, file);
        Files.write(RunAlignment.file(folder), JsonMapper.shared().writeValueAsBytes(file));
        Facet.resume(
                asked, ConfigReader.read(asked.resolve("config.yaml"), List.of("training.steps=11")), new Monitor() {});
        Alignment after = alignment(folder);
        assertThat(after.ordered(turned)).isEqualTo(after);
        assertThat(notices).isEmpty();
    }

    private Alignment alignment(RunFolder folder) throws IOException {
        try (Model model = RunModel.load(folder, notices::add)) {
            return model.alignment().orElseThrow();
        }
    }

    @Test
    void codesThatPeopleNamedAsTrainedAreNotAligned() throws IOException {
        Code code = folder.config().latent().code("c2").orElseThrow();
        folder.write(folder.config().latent(), CodeNames.NONE.with(code, "slant"));
        folder.write(ConfigReader.changed(folder.config(), "infogan.align=true"));
        assertThat(RunAlignment.atEnd(folder, notices::add)).isEmpty();
        assertThat(notices).singleElement().asString().contains("people named slant (c2) as trained", "facet align");
    }

    @Test
    void aDamagedAlignmentIsSaidAndNotApplied() throws IOException {
        Facet.align(run);
        Path file = run.resolve("alignment.json");
        String good = Files.readString(file);
        for (String bad : List.of(
                "", "[]", "{", good.replace("c2", "c9"), good.replace("directions", "d"), good.replace("0.", "7."))) {
            notices.clear();
            Files.writeString(file, bad);
            try (Model model = load()) {
                assertThat(model.alignment()).isEmpty();
            }
            assertThat(notices).as(bad).singleElement().asString().contains("is damaged", "facet align");
            assertThat(RunAlignment.describe(folder)).startsWith("DAMAGED");
        }
        Facet.align(run);
        assertThat(Files.readString(file)).isEqualTo(good);
    }

    @Test
    void otherWeightsAreExportedWithTheTrainedCodes() throws IOException {
        Facet.export(run, Map.of(), runs.resolve("plain"));
        Facet.align(run);
        assertThat(Facet.export(run, runs.resolve("plain").resolve(TorchWeights.FILE), runs.resolve("other")))
                .isNotNull();
        Facet.export(run, Map.of(), runs.resolve("aligned"));
        assertThat(weights(runs.resolve("aligned")))
                .contains("alignment.codes.weight", "alignment-readings.sliders.squares");
        assertThat(weights(runs.resolve("other"))).isEqualTo(weights(runs.resolve("plain")));
        assertThat(weights(runs.resolve("plain"))).doesNotContain("alignment.codes.weight");
    }

    private static Set<String> weights(Path export) throws IOException {
        return Safetensors.read(export.resolve(TorchWeights.FILE)).entries().keySet();
    }

    @Test
    void runsThatCannotBeAlignedAreSaid() throws IOException {
        Path one = train("latent.codes=digit:cat10, c1:uniform");
        assertThatThrownBy(() -> Facet.align(one))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("only one, c1");
        assertThat(one.resolve("alignment.json")).doesNotExist();
        Path without = train("latent.codes=digit:cat10");
        assertThatThrownBy(() -> Facet.align(without))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has none");
    }
}
