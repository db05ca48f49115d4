package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.Facet;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.model.Model;
import dev.facet.settings.ConfigReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The checkpoint whose samples are nearest to the data, and how one asks for it. */
@SuppressWarnings("NullAway.Init")
class BestCheckpointTest {
    private static final RunConfig CONFIG = ConfigReader.resolve(
            "strokes",
            List.of(
                    "data.count=200",
                    "data.held-out=0.2",
                    "model.width=4",
                    "training.batch=16",
                    "training.steps=30",
                    "training.snapshot-every=5",
                    "training.checkpoint-every=10",
                    "training.keep-checkpoints=1",
                    "training.threads=1",
                    "training.precision=fp32",
                    "infogan.consistency.weight=0"));

    @TempDir
    private static Path runs;

    private static RunFolder run;

    @TempDir
    private Path copy;

    @BeforeAll
    static void train() throws IOException {
        run = RunFolder.open(Facet.train(CONFIG, runs, new Monitor() {}).run());
    }

    private static Checkpoint best() throws IOException {
        return Checkpoint.best(run.checkpoints()).orElseThrow();
    }

    @Test
    void theLeastDistanceIsKept() throws IOException {
        Map<Long, Double> distances = History.of(run).values("distance");
        assertThat(distances).hasSize(6);
        Double least = Collections.min(distances.values());
        assertThat(distances.get(best().step())).isEqualTo(least);
        assertThat(best().damage()).isEmpty();
        assertThat(Health.read(best().folder().resolve(Health.FILE))
                        .orElseThrow()
                        .figures())
                .containsEntry("distance", least);
        assertThat(Checkpoint.list(run.checkpoints()))
                .extracting(Checkpoint::step)
                .containsExactly(30L);
    }

    @Test
    void statisticsHaveTheFloorAndWhatDSaysOfHeldOutImages() throws IOException {
        History history = History.of(run);
        assertThat(history.values("distance/floor").values()).hasSize(6).allMatch(floor -> floor > 0);
        assertThat(history.values("distance/1")).hasSize(6);
        assertThat(history.values("probability/held-out").values())
                .hasSize(6)
                .allMatch(probability -> probability > 0 && probability < 1);
    }

    @Test
    void theBestAndAStepCanBeLoaded() throws IOException {
        try (Model named = Facet.load(run.path(), "best");
                Model newest = Facet.load(run.path());
                Model byStep = Facet.load(run.path(), "30")) {
            byte[] last = newest.generate(1, 4).bytes();
            assertThat(byStep.generate(1, 4).bytes()).isEqualTo(last);
            assertThat(RunModel.step(run, "best")).isEqualTo(best().step());
            if (best().step() != 30) {
                assertThat(named.generate(1, 4).bytes()).isNotEqualTo(last);
            }
        }
    }

    @Test
    void whatThereIsIsListedToThoseWhoAskForAnother() {
        for (String wrong : new String[] {"20", "worst", "", "-1", "99999999999999999999"}) {
            assertThatThrownBy(() -> Facet.load(run.path(), wrong))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("no checkpoint \"" + wrong + "\"")
                    .hasMessageContaining("wanted best or the number of a step. It has 30, best (of step ");
        }
    }

    @Test
    void aDamagedBestIsRefusedAndReplacedByTheNextSession() throws IOException {
        Path damaged = Facet.train(CONFIG, copy, new Monitor() {}).run();
        RunFolder folder = RunFolder.open(damaged);
        Path weights = folder.checkpoints().resolve("best/weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2]++;
        Files.write(weights, bytes);
        assertThatThrownBy(() -> Facet.load(damaged, "best"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("choose another one. It has 30");
        RunConfig longer = ConfigReader.read(damaged.resolve("config.yaml"), List.of("training.steps=35"));
        Facet.resume(damaged, longer, new Monitor() {});
        assertThat(RunModel.step(folder, "best")).isEqualTo(35);
    }

    @Test
    void aKillBetweenTheOldBestAndTheNewLosesNothing() throws IOException {
        Path killed = Facet.train(CONFIG, copy, new Monitor() {}).run();
        Path checkpoints = RunFolder.open(killed).checkpoints();
        Files.move(checkpoints.resolve("best"), checkpoints.resolve(".old-best"));
        Checkpoint.clean(checkpoints);
        assertThat(Checkpoint.best(checkpoints).orElseThrow().damage()).isEmpty();
        Files.createDirectories(checkpoints.resolve(".old-best/inside"));
        Checkpoint.clean(checkpoints);
        assertThat(checkpoints.resolve(".old-best")).doesNotExist();
        assertThat(Checkpoint.best(checkpoints)).isPresent();
    }

    @Test
    void aRunThatDrawsNoiseSaysSoAlsoWhenItIsAskedLater() throws IOException {
        TrainResult ended = Facet.ended(run.path()).orElseThrow();
        assertThat(ended.failed()).isTrue();
        assertThat(ended.warnings()).isEqualTo(Health.of(run).orElseThrow().messages());
    }

    @Test
    void whatTwoSnapshotsInARowFindIsToldOnceWhileTrainingGoesOn() {
        assertThat(run.log())
                .content()
                .containsPattern("step 10: (the samples|G draws)")
                .doesNotContain("step 5: ", "step 15: ");
    }

    @Test
    void aDamagedHealthIsNoObstacle() throws IOException {
        Path damaged = Facet.train(CONFIG, copy, new Monitor() {}).run();
        Files.writeString(damaged.resolve("health.json"), "{\"step\": ");
        assertThat(Facet.ended(damaged).orElseThrow().failed()).isFalse();
        Facet.resume(damaged, Facet.config(damaged), new Monitor() {});
        assertThat(Health.of(RunFolder.open(damaged)).orElseThrow().isFailure()).isTrue();
    }
}
