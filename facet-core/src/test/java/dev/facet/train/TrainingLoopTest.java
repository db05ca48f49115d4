package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.Facet;
import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.config.DataConfig;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Items;
import dev.facet.format.NpyFiles;
import dev.facet.model.Model;
import dev.facet.settings.ConfigReader;
import dev.facet.train.TrainResult.End;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TrainingLoopTest {
    @TempDir
    private Path runs;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fp32 | method=infogan",
                "bf16 | method=infogan",
                "fp32 | method=gan",
                "bf16 | method=gan",
                "fp32 | method=cgan",
                "bf16 | method=cgan",
                "fp32 | method=acgan",
                "bf16 | method=acgan",
                "fp32 | method=ssinfogan ssinfogan.per-class=2",
                "bf16 | method=ssinfogan",
                "fp32 | training.optimiser=rmsprop training.decay=0.1",
                "bf16 | training.decay=0.1",
                "fp32 | training.schedule=cosine",
                "bf16 | training.schedule=linear training.optimiser=rmsprop",
                "fp32 | method=gan adversarial.loss=wasserstein adversarial.clip=0.01 adversarial.generator-every=3",
                "bf16 | method=cgan adversarial.loss=hinge training.optimiser=rmsprop",
                "fp32 | method=gan adversarial.loss=wasserstein adversarial.gradient-penalty=10",
                "bf16 | method=infogan adversarial.r1=10",
                "fp32 | model.family=lsgan-tutorial adversarial.generator-every=2",
                "fp32 | method=stackedgan stackedgan.encoder-steps=3 latent.noise.size=0"
                        + " latent.codes=digit:cat10,z1:normal(0.5)x5,z0:uniformx6",
                "bf16 | method=stackedgan stackedgan.encoder-steps=3 stackedgan.training=joint"
                        + " training.average-half-life=0"
                        + " latent.noise.size=0 latent.codes=digit:cat10,z1:normal(0.5)x5,z0:uniformx6",
                "fp32 | method=stackedgan stackedgan.encoder-steps=8 stackedgan.training=joint"
                        + " stackedgan.joint-from-step=10 training.optimiser=rmsprop training.decay=0.1"
                        + " latent.noise.size=0 latent.codes=digit:cat10,z1:normal(0.5)x5,z0:uniformx6",
                "bf16 | method=stackedgan stackedgan.encoder-steps=8 model.family=book-mnist"
                        + " model.discriminator-batch-norm=false latent.noise.size=0"
                        + " latent.codes=digit:cat10,z1:normal(0.5)x5,z0:uniformx6",
                "bf16 | method=acgan model.family=book-mnist model.discriminator-batch-norm=false",
                "fp32 | model.spectral-norm=true adversarial.r1=1",
                "bf16 | model.spectral-norm=true model.discriminator-batch-norm=false",
                "fp32 | method=clustergan latent.codes=kind:cat3,z:normal(0.1)x4",
                "bf16 | model.family=residual training.averages.recogniser=5 training.average-unit=images",
                "fp32 | infogan.consistency.regroup-every=3",
                "fp32 | infogan.consistency.regroup-every=3 data.held-out=0.2 training.snapshot-every=3",
                "fp32 | infogan.consistency.regroup-every=2 method=infogan-cr",
                "fp32 | latent.codes=kind:cat4:learned infogan.prior.from-step=0 infogan.prior.half-life=5",
                "bf16 | method=infogan-cr latent.codes=kind:auto5,c1:uniform,c2:uniform infogan.prior.from-step=0"
                        + " infogan.prior.half-life=5",
                "fp32 | method=cgan model.spectral-norm=true adversarial.loss=hinge",
                "fp32 | method=infogan-cr adversarial.generator-steps=2 infogan-cr.weight.every=4"
                        + " infogan-cr.gap.start=1"
                        + " infogan-cr.gap.change=-0.5 infogan-cr.gap.every=3 infogan-cr.gap.times=2",
                "bf16 | method=infogan-cr model.spectral-norm=true infogan-cr.weight.every=7"
            })
    void aStoppedAndResumedRunEndsWithTheSameWeightsToTheByte(String precision, String settings) throws IOException {
        List<String> overrides = new ArrayList<>(List.of(settings.split(" ")));
        overrides.add("training.precision=" + precision);
        overrides.add("data.count=64");
        RunConfig config = tiny(overrides.toArray(String[]::new));
        TrainResult straight = Facet.train(config, runs, new Watcher());
        TrainResult stopped = Facet.train(config, runs, new Watcher().stopAt(5));
        assertThat(stopped.end()).isEqualTo(End.STOPPED);
        assertThat(stopped.steps()).isEqualTo(5);
        TrainResult resumed = Facet.resume(stopped.run(), Facet.config(stopped.run()), new Watcher());
        assertThat(resumed.end()).isEqualTo(End.STEPS);
        assertThat(weights(resumed.run(), 12)).isEqualTo(weights(straight.run(), 12));
        assertThat(Files.readAllBytes(checkpoint(resumed.run(), 12).resolve("optimiser.safetensors")))
                .isEqualTo(Files.readAllBytes(checkpoint(straight.run(), 12).resolve("optimiser.safetensors")));
    }

    @Test
    void theMostConsistentOfSeveralStartsGoesOn() throws IOException {
        RunConfig config = tiny(
                "infogan.consistency.starts=3",
                "infogan.consistency.start-steps=40",
                "training.steps=50",
                "training.batch=32",
                "training.discriminator-rate=0.005");
        Watcher watcher = new Watcher();
        TrainResult straight = Facet.train(config, runs, watcher);
        List<Double> scores = watcher.notices.stream()
                .filter(notice -> notice.matches("start [123] of 3: consistency [0-9.]+"))
                .map(notice -> Double.parseDouble(notice.substring(notice.lastIndexOf(' ') + 1)))
                .toList();
        assertThat(scores).hasSize(3).doesNotHaveDuplicates();
        List<JsonNode> lines = Files.readAllLines(straight.run().resolve("stats.jsonl")).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
        assertThat(lines.stream().map(line -> line.path("step").asInt(0))).containsExactly(10, 20, 30, 40, 50);
        double judged = (lines.get(2).path("consistency/digit").asDouble(0)
                        + lines.get(3).path("consistency/digit").asDouble(0))
                / 2;
        assertThat(judged).isCloseTo(Collections.max(scores), within(0.00051));
        assertThat(straight.run().resolve(".starts")).doesNotExist();
        assertThat(straight.run().resolve("samples-000040.png")).isNotEmptyFile();
    }

    @Test
    void theGameBeginsOnceTheCategoriesHaveLearnedAlone() throws IOException {
        RunConfig config = tiny(
                "infogan.categories.trunk=own",
                "infogan.categories.alone=true",
                "infogan.consistency.starts=2",
                "infogan.consistency.start-steps=20",
                "training.plan=false",
                "training.steps=40",
                "training.snapshot-every=10");
        Watcher watcher = new Watcher();
        Path straight = Facet.train(config, runs, watcher).run();
        List<JsonNode> lines = Files.readAllLines(straight.resolve("stats.jsonl")).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
        assertThat(lines).hasSize(4);
        for (JsonNode line : lines) {
            boolean alone = line.path("step").asInt(0) <= 20;
            assertThat(line.has("consistency/digit")).isTrue();
            assertThat(line.has("loss/D")).isEqualTo(!alone);
            assertThat(line.has("nats/digit")).isEqualTo(!alone);
        }
        assertThat(straight.resolve("samples-000020.png")).doesNotExist();
        assertThat(straight.resolve("samples-000030.png")).isNotEmptyFile();
        for (int steps : new int[] {7, 31, 45}) {
            TrainResult stopped = Facet.train(config, runs, new Watcher().stopAfter(steps));
            assertThat(stopped.warnings().stream().anyMatch(message -> message.contains("G has learned nothing")))
                    .isEqualTo(steps < 40);
            Facet.resume(stopped.run(), Facet.config(stopped.run()), new Watcher());
            assertThat(weights(stopped.run(), 40)).as("stopped after " + steps).isEqualTo(weights(straight, 40));
        }
    }

    /** 3 starts of 20 steps, then 10 more steps of the best start: 70 in all. */
    @Test
    void aRunStoppedWithinOneOfSeveralStartsEndsWithTheSameWeightsToTheByte() throws IOException {
        RunConfig config = severalStarts();
        Path straight = Facet.train(config, runs, new Watcher()).run();
        for (int steps : new int[] {5, 20, 33, 40, 65}) {
            TrainResult stopped = Facet.train(config, runs, new Watcher().stopAfter(steps));
            assertThat(stopped.end()).isEqualTo(End.STOPPED);
            Watcher watcher = new Watcher();
            TrainResult resumed = Facet.resume(stopped.run(), Facet.config(stopped.run()), watcher);
            assertThat(resumed.end()).isEqualTo(End.STEPS);
            assertThat(watcher.steps).as("steps made after " + steps).isEqualTo(70 - steps);
            assertThat(weights(resumed.run(), 30)).as("stopped after " + steps).isEqualTo(weights(straight, 30));
            assertThat(Files.readAllBytes(checkpoint(resumed.run(), 30).resolve("optimiser.safetensors")))
                    .isEqualTo(Files.readAllBytes(checkpoint(straight, 30).resolve("optimiser.safetensors")));
            assertThat(stepsOfStatistics(resumed.run())).containsExactly(10L, 20L, 30L);
            assertThat(resumed.run().resolve(".starts")).doesNotExist();
        }
    }

    @Test
    void whatEndsWithinALaterStartIsTheBestFinishedStart() throws IOException {
        RunConfig config = severalStarts();
        Path first = Facet.train(config, runs, new Watcher().stopAfter(21)).run();
        byte[] best = weights(first, 20);
        Watcher watcher = new Watcher().stopAfter(27);
        TrainResult stopped = Facet.train(config, runs, watcher);
        assertThat(stopped.steps()).isEqualTo(20);
        assertThat(weights(stopped.run(), 20)).isEqualTo(best);
        assertThat(stepsOfStatistics(stopped.run())).containsExactly(10L, 20L);
        assertThat(watcher.notices)
                .anySatisfy(notice -> assertThat(notice)
                        .contains("ended in start 2 of 3, at step 7")
                        .contains("number 1")
                        .contains("Resuming"));
        Facet.load(stopped.run()).close();
    }

    @Test
    void minutesThatEndWithinALaterStartLeaveTheBestFinishedStart() throws IOException {
        RunConfig config = severalStarts("training.minutes=0.1", "training.plan=false");
        byte[] best = weights(
                Facet.train(severalStarts(), runs, new Watcher().stopAfter(21)).run(), 20);
        Watcher slow = new Watcher() {
            @Override
            public void step(Moment moment) {
                super.step(moment);
                if (moment.start() == 2) {
                    pause(6500);
                }
            }
        };
        TrainResult late = Facet.train(config, runs, slow);
        assertThat(late.end()).isEqualTo(End.TIME);
        assertThat(late.steps()).isEqualTo(20);
        assertThat(weights(late.run(), 20)).isEqualTo(best);
        assertThat(Facet.ended(late.run()).orElseThrow().end()).isEqualTo(End.TIME);
    }

    @Test
    void aDamagedBestStartIsTrainedAgain() throws IOException {
        RunConfig config = severalStarts();
        TrainResult straight = Facet.train(config, runs, new Watcher());
        Path stopped = Facet.train(config, runs, new Watcher().stopAfter(30)).run();
        Path damaged = checkpoint(stopped, 20).resolve("weights.safetensors");
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);
        Facet.resume(stopped, Facet.config(stopped), new Watcher());
        assertThat(weights(stopped, 30)).isEqualTo(weights(straight.run(), 30));
    }

    @Test
    void aRunWhoseMinutesAreOverGoesOnForAsManyAgain() throws IOException {
        RunConfig config = tiny("training.minutes=0.01", "training.steps=100000");
        TrainResult first = Facet.train(config, runs, new Watcher());
        assertThat(first.end()).isEqualTo(End.TIME);
        assertThat(Facet.ended(first.run())).isPresent();
        Watcher watcher = new Watcher();
        TrainResult second = Facet.resume(first.run(), Facet.config(first.run()), watcher);
        assertThat(second.end()).isEqualTo(End.TIME);
        assertThat(second.steps()).isGreaterThan(first.steps());
        assertThat(second.seconds()).isGreaterThanOrEqualTo(first.seconds() + 0.59);
        assertThat(watcher.notices).anyMatch(notice -> notice.contains("goes on for 0.01 minutes more"));
    }

    @Test
    void aRunThatWasStoppedBeforeItsMinutesAreOverHasTheRestOfThem() throws IOException {
        RunConfig config = tiny("training.minutes=10");
        TrainResult stopped = Facet.train(config, runs, new Watcher().stopAt(4));
        assertThat(Facet.ended(stopped.run())).isEmpty();
        Watcher watcher = new Watcher();
        Facet.resume(stopped.run(), Facet.config(stopped.run()), watcher);
        assertThat(watcher.notices).noneMatch(notice -> notice.contains("minutes more"));
        assertThat(watcher.last.secondsLeft()).isLessThan(600);
    }

    @Test
    void theTimeLeftCountsAllStarts() throws IOException {
        Watcher watcher = new Watcher().stopAfter(25);
        Facet.train(severalStarts(), runs, watcher);
        assertThat(watcher.last.start()).isEqualTo(2);
        assertThat(watcher.last.starts()).isEqualTo(3);
        assertThat(watcher.last.step()).isEqualTo(5);
        assertThat(watcher.last.done()).isEqualTo(25);
        assertThat(watcher.last.total()).isEqualTo(70);
        assertThat(watcher.last.secondsLeft()).isPositive();
    }

    @Test
    void whatARunCannotReachIsSaidBeforeAndWhatItDidNotReachAfter() throws IOException {
        Watcher watcher = new Watcher();
        TrainResult result = Facet.train(
                tiny(
                        "infogan.continuous-from-step=600",
                        "infogan.consistency.starts=3",
                        "training.schedule=cosine",
                        "training.steps=40"),
                runs,
                watcher.stopAt(9));
        assertThat(watcher.notices)
                .anyMatch(notice -> notice.contains("200 images, which are few"))
                .anyMatch(notice -> notice.contains("40 steps are few"))
                .anyMatch(notice -> notice.contains("the run has one start, not 3"))
                .anyMatch(notice -> notice.contains("40 steps do not reach step 600, so c1, c2 will mean nothing"));
        assertThat(result.warnings())
                .anyMatch(warning -> warning.contains("9 steps do not reach step 600, so c1, c2 will mean nothing"))
                .anyMatch(warning -> warning.contains("learning rates are still at 88 %"))
                .anyMatch(warning ->
                        warning.matches("(the samples (look like noise|are almost blank)|G draws nearly the same).*"));
        assertThat(result.run().resolve("log.txt")).content().contains(result.warnings());
    }

    @Test
    void aRunMayBeginWithTheWeightsOfAnother() throws IOException {
        Path first = Facet.train(tiny("training.schedule=cosine"), runs, new Watcher())
                .run();
        RunConfig further = ConfigReader.read(first.resolve("config.yaml"), List.of("training.steps=8"));
        Path second =
                Facet.trainFrom(first, further, runs, new Watcher().stopAt(2)).run();
        assertThat(weights(second, 0)).isEqualTo(weights(first, 12));
        assertThat(second.resolve("log.txt")).content().contains("started with the weights of", "at step 12");
        Facet.resume(second, Facet.config(second), new Watcher());
        Path straight = Facet.trainFrom(first, further, runs, new Watcher()).run();
        assertThat(weights(second, 8)).isEqualTo(weights(straight, 8)).isNotEqualTo(weights(first, 12));
    }

    /** A small run that learns a prior and ends categories, as its model and its log tell. */
    @Test
    void whatIsLearnedAboutCategoriesIsInTheModelAndSaid() throws IOException {
        RunConfig config = tiny(
                "training.steps=64",
                "latent.codes=kind:auto6,c1:uniform",
                "infogan.prior.from-step=20",
                "infogan.prior.half-life=5",
                "infogan.prior.balance=0",
                "infogan.prior.merge-every=10");
        Watcher watcher = new Watcher();
        Path run = Facet.train(config, runs, watcher).run();
        try (Model model = Facet.load(run)) {
            Code.Categorical code = model.latent().categorical().get(0);
            assertThat(code.hasLearned()).isTrue();
            assertThat(code.used().size()).isLessThan(6).isGreaterThan(1);
            assertThat(RunPriors.latent(RunFolder.open(run))
                            .categorical()
                            .get(0)
                            .shares())
                    .isEqualTo(code.shares());
            assertThat(watcher.notices)
                    .anyMatch(notice ->
                            notice.startsWith("kind: " + code.used().size() + " of 6 categories are in use; "));
            LatentBatch drawn = model.draw(3, 0, 300);
            float[][] read = model.encode(model.generate(drawn)).probabilities(code);
            for (int i = 0; i < 300; i++) {
                assertThat(code.isUsed(drawn.category(code, i))).isTrue();
                for (int k = 0; k < 6; k++) {
                    assertThat(code.isUsed(k) || read[i][k] == 0).isTrue();
                }
            }
        }
        Path stopped = Facet.train(config, runs, new Watcher().stopAt(33)).run();
        Facet.resume(stopped, Facet.config(stopped), new Watcher());
        assertThat(weights(stopped, 64)).isEqualTo(weights(run, 64));
        RunConfig further = ConfigReader.read(run.resolve("config.yaml"), List.of("training.steps=4"));
        try (Model first = Facet.load(run);
                Model second = Facet.load(
                        Facet.trainFrom(run, further, runs, new Watcher()).run())) {
            assertThat(second.latent().categorical().get(0).shares())
                    .isEqualTo(first.latent().categorical().get(0).shares());
        }
    }

    @Test
    void weightsOfOtherNetworksAreRefusedBeforeARunIsMade() throws IOException {
        Path first = Facet.train(tiny(), runs, new Watcher()).run();
        RunConfig wider = ConfigReader.read(first.resolve("config.yaml"), List.of("model.width=8"));
        assertThatThrownBy(() -> Facet.trainFrom(first, wider, runs, new Watcher()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("do not fit")
                .hasMessageContaining("model.*");
        try (Stream<Path> made = Files.list(runs)) {
            assertThat(made).hasSize(1);
        }
    }

    @Test
    void theDecayOfTheRatesCounts() throws IOException {
        Path plain = Facet.train(tiny(), runs, new Watcher()).run();
        Path decayed =
                Facet.train(tiny("training.decay=0.1"), runs, new Watcher()).run();
        assertThat(weights(decayed, 12)).isNotEqualTo(weights(plain, 12));
    }

    @Test
    void aScheduleChangesTheRates() throws IOException {
        Path plain = Facet.train(tiny(), runs, new Watcher()).run();
        for (String schedule : new String[] {"linear", "cosine"}) {
            Path falling = Facet.train(tiny("training.schedule=" + schedule), runs, new Watcher())
                    .run();
            assertThat(weights(falling, 12)).isNotEqualTo(weights(plain, 12));
        }
    }

    @Test
    void aRunWithAScheduleKeepsItsEnd() throws IOException {
        Path run = Facet.train(tiny("training.schedule=linear"), runs, new Watcher())
                .run();
        RunConfig longer = ConfigReader.read(run.resolve("config.yaml"), List.of("training.steps=20"));
        assertThatThrownBy(() -> Facet.resume(run, longer, new Watcher()))
                .isInstanceOf(UsageException.class)
                .hasMessageContainingAll(
                        "over its 12 steps", "cannot become 20", "`facet train --from " + run + " --steps 20`");
        assertThat(Facet.config(run).training().steps()).isEqualTo(12);
    }

    @Test
    void aRunWithoutARecogniserGeneratesAndSaysThatItCannotEncode() throws IOException {
        Path run = Facet.train(tiny("method=cgan"), runs, new Watcher()).run();
        try (Model model = Facet.load(run)) {
            Items images = model.generate(5, 20);
            assertThat(images.count()).isEqualTo(20);
            assertThat(model.recognises()).isFalse();
            assertThatThrownBy(() -> model.encode(images))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("has no recogniser")
                    .hasMessageContaining("facet train --help");
        }
    }

    @Test
    void aRunWithoutCodesHasNoPictureOfThem() throws IOException {
        Path run = Facet.train(tiny("method=gan", "latent.codes=[]"), runs, new Watcher())
                .run();
        assertThat(run.resolve("samples-000012.png")).exists();
        assertThat(run.resolve("codes-000012.png")).doesNotExist();
    }

    @Test
    void anotherSeedGivesOtherWeights() throws IOException {
        Path a = Facet.train(tiny(), runs, new Watcher()).run();
        Path b = Facet.train(tiny("training.seed=2"), runs, new Watcher()).run();
        assertThat(weights(a, 12)).isNotEqualTo(weights(b, 12));
    }

    @Test
    void aFinishedRunGoesOnWhenGivenMoreSteps() throws IOException {
        Path run = Facet.train(tiny("training.steps=6"), runs, new Watcher()).run();
        TrainResult more = Facet.resume(
                run, ConfigReader.read(run.resolve("config.yaml"), List.of("training.steps=12")), new Watcher());
        assertThat(more.steps()).isEqualTo(12);
        assertThat(Facet.config(run).training().steps()).isEqualTo(12);
        Path straight = Facet.train(tiny(), runs, new Watcher()).run();
        assertThat(weights(run, 12)).isEqualTo(weights(straight, 12));
    }

    @Test
    void aResumeWithChangedSettingsListsEachOfThem() throws IOException {
        Path run = Facet.train(tiny(), runs, new Watcher().stopAt(2)).run();
        RunConfig changed = ConfigReader.read(
                run.resolve("config.yaml"), List.of("training.batch=32", "training.beta1=0.9", "training.steps=99"));
        assertThatThrownBy(() -> Facet.resume(run, changed, new Watcher()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("training.batch: 16 → 32")
                .hasMessageContaining("training.beta1: 0.5 → 0.9")
                .hasMessageNotContaining("training.steps: ")
                .hasMessageContaining("start a new one");
    }

    @Test
    void aFlippedByteSendsTheRunBackToTheCheckpointBefore() throws IOException {
        RunConfig config = tiny();
        Path run = Facet.train(config, runs, new Watcher()).run();
        byte[] wanted = weights(run, 12);
        for (String file : List.of("weights.safetensors", "optimiser.safetensors", "state.json")) {
            Path damaged = checkpoint(run, 12).resolve(file);
            byte[] bytes = Files.readAllBytes(damaged);
            bytes[bytes.length / 2] ^= 1;
            Files.write(damaged, bytes);
            Watcher watcher = new Watcher();
            Facet.resume(run, Facet.config(run), watcher);
            assertThat(watcher.notices)
                    .anySatisfy(notice -> assertThat(notice)
                            .contains("step-000012")
                            .contains("damaged")
                            .contains("the previous one"));
            assertThat(watcher.first).isEqualTo(8);
            assertThat(weights(run, 12)).isEqualTo(wanted);
        }
    }

    @Test
    void everyFlippedByteOfTheStateIsNoticed() throws IOException {
        Path run = Facet.train(tiny("training.steps=1"), runs, new Watcher()).run();
        Checkpoint checkpoint = Checkpoint.list(run.resolve("checkpoints")).get(0);
        assertThat(checkpoint.damage()).isEmpty();
        Path state = checkpoint.folder().resolve("state.json");
        byte[] good = Files.readAllBytes(state);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(state, bad);
            assertThat(checkpoint.damage()).as("byte " + i).isPresent();
        }
    }

    @Test
    void aRunWithoutCategoriesTrains() throws IOException {
        TrainResult result = Facet.train(
                tiny("latent.codes=c1:uniform, c2:uniform", "infogan.continuous-from-step=6"), runs, new Watcher());
        assertThat(result.steps()).isEqualTo(12);
    }

    @Test
    void aRunWithoutAGoodCheckpointSaysSo() throws IOException {
        Path run = Facet.train(tiny(), runs, new Watcher()).run();
        for (Checkpoint checkpoint : Checkpoint.list(run.resolve("checkpoints"))) {
            Files.delete(checkpoint.folder().resolve("weights.safetensors"));
        }
        assertThatThrownBy(() -> Facet.resume(run, Facet.config(run), new Watcher()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("every checkpoint of the run " + run + " is damaged");
        assertThatThrownBy(() -> Facet.load(run))
                .isInstanceOf(UsageException.class)
                .hasMessageContainingAll(
                        "every checkpoint of the run " + run + " is damaged",
                        "step-000012: weights.safetensors is missing",
                        "step-000008: weights.safetensors is missing",
                        "facet train --config " + run.resolve("config.yaml") + " --out " + runs);
    }

    @Test
    void anExplodingLossRollsBackThreeTimesThenGivesUp() {
        Watcher watcher = new Watcher();
        RunConfig wild = tiny("latent.codes=kind:cat10, huge:normal(1000000)", "infogan.continuous-from-step=0");
        assertThatThrownBy(() -> Facet.train(wild, runs, watcher))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("Giving up")
                .hasMessageContaining("training.generator-rate=1.0E-4");
        List<String> returns = watcher.notices.stream()
                .filter(notice -> notice.contains("back to the checkpoint of step"))
                .toList();
        assertThat(returns).hasSize(3);
        assertThat(returns.get(0)).contains("0.5 (1 of 3)");
        assertThat(returns.get(2)).contains("0.125 (3 of 3)");
    }

    @Test
    void aRunInUseIsNotTouched() throws IOException {
        Path run = Facet.train(tiny(), runs, new Watcher().stopAt(2)).run();
        RunConfig config = Facet.config(run);
        try (RunLock held = RunFolder.open(run).lock()) {
            assertThatThrownBy(() -> Facet.resume(run, config, new Watcher()))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("is being trained already, by this process");
        }
        assertThat(Facet.resume(run, config, new Watcher()).steps()).isEqualTo(12);
    }

    @Test
    void onlyTheLatestCheckpointsAreKept() throws IOException {
        Path run = Facet.train(tiny(), runs, new Watcher()).run();
        assertThat(Checkpoint.list(run.resolve("checkpoints")))
                .extracting(Checkpoint::step)
                .containsExactly(12L, 8L);
    }

    @Test
    void everyRunHasANumberOfItsOwnAndAllItsFiles() throws IOException {
        Path first = Facet.train(tiny(), runs, new Watcher()).run();
        Path second = Facet.train(tiny(), runs, new Watcher()).run();
        assertThat(first.getFileName()).hasToString("00000-strokes-infogan");
        assertThat(second.getFileName()).hasToString("00001-strokes-infogan");
        assertThat(first.resolve("config.yaml")).isNotEmptyFile();
        assertThat(first.resolve("run.json")).content().contains("fingerprint").contains("\"seed\"");
        assertThat(first.resolve("log.txt")).content().contains("started").contains("ended at step 12");
        assertThat(first.resolve("reals.png")).isNotEmptyFile();
        assertThat(first.resolve("samples-000012.png")).isNotEmptyFile();
        assertThat(first.resolve("codes-000012.png")).isNotEmptyFile();
        List<String> lines = Files.readAllLines(first.resolve("stats.jsonl"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1))
                .contains("\"step\":12")
                .contains("\"distance\"")
                .contains("\"distance/floor\"");
        assertThat(lines.get(0))
                .contains("\"step\":10")
                .contains("\"loss/D\"")
                .contains("\"nats/digit\"")
                .contains("\"images_per_second\"");
        try (Stream<Path> files = Files.walk(first)) {
            assertThat(files).noneMatch(file -> file.toString().contains("partial"));
        }
    }

    @Test
    void aLoadedModelUsesTheAverageAndIsTheSameEachTime() throws IOException {
        Path run = Facet.train(tiny(), runs, new Watcher()).run();
        try (Model once = Facet.load(run);
                Model again = Facet.load(run)) {
            Items images = once.generate(5, 20);
            assertThat(images.bytes()).isEqualTo(again.generate(5, 20).bytes());
            assertThat(once.encode(images).means())
                    .isDeepEqualTo(again.encode(images).means());
        }
    }

    @Test
    void sequencesAreTrainedResumedAndMadeLikewise() throws IOException {
        float[] values = new float[40 * 2 * 16];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 + (float) Math.sin(0.37 * i);
        }
        Path file = Files.write(runs.resolve("waves.npy"), NpyFiles.floats(values, 40, 2, 16));
        RunConfig config = ConfigReader.resolve(
                "sequences",
                List.of(
                        "data.source=" + file,
                        "data.kind=sequences",
                        "model.width=4",
                        "infogan.continuous-from-step=0",
                        "training.batch=16",
                        "training.steps=12",
                        "training.checkpoint-every=4",
                        "training.precision=fp32"));
        Path whole = Facet.train(config, runs, new Watcher()).run();
        Path stopped = Facet.train(config, runs, new Watcher().stopAt(6)).run();
        Facet.resume(stopped, Facet.config(stopped), new Watcher());
        assertThat(weights(stopped, 12)).isEqualTo(weights(whole, 12));
        DataConfig resolved = Facet.config(whole).data();
        assertThat(resolved.kind()).isEqualTo(DataConfig.Kind.SEQUENCES);
        assertThat(resolved.scales().keySet()).containsExactly("channel1", "channel2");
        assertThat(whole.resolve("codes-000012.png")).isNotEmptyFile();
        try (Model model = Facet.load(whole)) {
            Items made = model.generate(5, 3);
            assertThat(made.sequence(2)).hasDimensions(2, 16);
            assertThat(made.sequence(2)[0][3]).isBetween(90f, 110f);
            assertThat(model.encode(made).count()).isEqualTo(3);
        }
    }

    @Test
    void minutesEndARun() throws IOException {
        RunConfig config = tiny("training.minutes=0.001", "training.steps=100000");
        TrainResult result = Facet.train(config, runs, new Watcher());
        assertThat(result.end()).isEqualTo(End.TIME);
        assertThat(Checkpoint.list(result.run().resolve("checkpoints")).get(0).step())
                .isEqualTo(result.steps());
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamedWithAWayOut() throws IOException {
        Path file = Files.createFile(runs.resolve("file"));
        assertThatThrownBy(() -> Facet.train(tiny(), file, new Watcher()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("is a file")
                .hasMessageContaining("--out");
        Path locked = Files.createDirectory(
                runs.resolve("locked"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        if (!Files.isWritable(locked)) { // the superuser can write there
            assertThatThrownBy(() -> Facet.train(tiny(), locked, new Watcher()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no permission to write")
                    .hasMessageContaining("--out");
        }
    }

    @Test
    void dataThatChangedIsRefusedAndDataThatMovedIsNot() throws IOException {
        byte[] pixels = new byte[40 * 28 * 28];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31);
        }
        Path file = Files.write(runs.resolve("pictures.npy"), NpyFiles.bytes(pixels, 40, 28, 28));
        Path run = Facet.train(tiny("data.source=" + file), runs, new Watcher().stopAt(2))
                .run();
        Path moved = Files.move(file, runs.resolve("moved.npy"));
        RunConfig config = RunFolder.open(run).config(List.of("data.source=" + moved));
        pixels[5]++;
        Files.write(moved, NpyFiles.bytes(pixels, 40, 28, 28));
        assertThatThrownBy(() -> Facet.resume(run, config, new Watcher()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has changed");
        pixels[5]--;
        Files.write(moved, NpyFiles.bytes(pixels, 40, 28, 28));
        assertThat(Facet.resume(run, config, new Watcher()).steps()).isEqualTo(12);
        assertThat(Facet.config(run).data().source()).isEqualTo(moved.toString());
    }

    private static Path checkpoint(Path run, long step) {
        return run.resolve("checkpoints").resolve(String.format("step-%06d", step));
    }

    private static byte[] weights(Path run, long step) throws IOException {
        return Files.readAllBytes(checkpoint(run, step).resolve("weights.safetensors"));
    }

    private static RunConfig severalStarts(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "data.count=64",
                "infogan.consistency.starts=3",
                "infogan.consistency.start-steps=20",
                "training.steps=30",
                "training.checkpoint-every=8",
                "training.discriminator-rate=0.005"));
        all.addAll(List.of(overrides));
        return tiny(all.toArray(String[]::new));
    }

    private static List<Long> stepsOfStatistics(Path run) throws IOException {
        return Files.readAllLines(run.resolve("stats.jsonl")).stream()
                .map(line -> JsonMapper.shared().readTree(line).path("step").asLong(0))
                .toList();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static RunConfig tiny(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "data.count=200",
                "model.width=4",
                "training.batch=16",
                "training.steps=12",
                "training.checkpoint-every=4",
                "training.keep-checkpoints=2",
                "training.threads=1",
                "training.precision=fp32"));
        all.addAll(List.of(overrides));
        return ConfigReader.resolve("strokes", all);
    }

    private static class Watcher implements Monitor {
        private final List<String> notices = new ArrayList<>();
        private long first = -1;
        private long stopAt = Long.MAX_VALUE;
        private long stopAfter = Long.MAX_VALUE;
        private long steps;
        private Moment last = new Moment(0, 0, 1, 1, 0, 0, 0, 0, 0);

        Watcher stopAt(long step) {
            stopAt = step;
            return this;
        }

        /** Stops after this many steps over all starts. */
        Watcher stopAfter(long count) {
            stopAfter = count;
            return this;
        }

        @Override
        public void started(Path run, long step, long steps) {
            first = step;
        }

        @Override
        public void step(Moment moment) {
            last = moment;
            steps++;
        }

        @Override
        public void notice(String message) {
            notices.add(message);
        }

        @Override
        public boolean stopRequested() {
            return last.step() >= stopAt || steps >= stopAfter;
        }
    }
}
