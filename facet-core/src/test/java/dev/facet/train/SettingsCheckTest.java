package dev.facet.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.Facet;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.format.Folders;
import dev.facet.format.FormatException;
import dev.facet.model.Model;
import dev.facet.settings.ConfigReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsCheckTest {
    @TempDir
    static Path trained;

    @TempDir
    private Path runs;

    private Path run;
    private Path config;
    private final List<String> notices = new ArrayList<>();

    /** A run that a test may damage: a copy, because training takes longer. */
    @BeforeEach
    void copy() throws IOException {
        Path original = trained.resolve("00000-strokes-infogan");
        if (!Files.exists(original)) {
            train(trained, "training.schedule=linear");
        }
        run = runs.resolve("copy");
        RunCopy.make(original, run);
        config = run.resolve("config.yaml");
    }

    /** A run of 8 steps that was stopped after 4, with overrides. */
    private Path train(Path folder, String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "data.count=50",
                "model.width=4",
                "training.batch=16",
                "training.steps=8",
                "training.checkpoint-every=4",
                "training.precision=fp32"));
        all.addAll(List.of(overrides));
        return Facet.train(ConfigReader.resolve("strokes", all), folder, new StopAt(4))
                .run();
    }

    @Test
    void aChangedRateIsNamedAndTheCommandThatIsToldBringsItBack() throws IOException {
        change("generator-rate: 0.001", "generator-rate: 0.003");
        String message = refused(() -> RunFolder.open(run).config(List.of()));
        assertThat(message)
                .contains("training.generator-rate: 0.001 → 0.003", "checkpoint of step 4")
                .doesNotContain("--set");
        assertThat(refused(() -> Facet.resume(run, Facet.config(run), new StopAt(99))))
                .isEqualTo(message);
        Matcher copy = Pattern.compile("`cp (\\S+) (\\S+)`").matcher(message);
        assertThat(copy.find()).isTrue();
        Files.copy(Path.of(copy.group(1)), Path.of(copy.group(2)), StandardCopyOption.REPLACE_EXISTING);
        resume();
        assertThat(SettingsCheck.of(RunFolder.open(run)).changes()).isEmpty();
        Path straight = train(runs, "training.schedule=linear");
        Facet.resume(straight, Facet.config(straight), new StopAt(99));
        assertThat(weights(run, 8)).isEqualTo(weights(straight, 8));
    }

    @Test
    void everyFlippedBitOfAValueIsNoticed() throws IOException {
        byte[] good = Files.readAllBytes(config);
        RunConfig trained = Facet.config(run);
        Matcher values = Pattern.compile("(?m)^ *(?:[a-z0-9-]+:|-) +([^#\\s][^#\\n]*?)(?= *#| *$)")
                .matcher(new String(good, StandardCharsets.ISO_8859_1));
        int noticed = 0;
        while (values.find()) {
            for (int i = values.start(1); i < values.end(1); i++) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) (1 << i % 7);
                Files.write(config, bad);
                try {
                    RunConfig read = RunFolder.open(run).config(List.of());
                    assertThat(read)
                            .as(new String(bad, StandardCharsets.ISO_8859_1))
                            .isEqualTo(trained);
                } catch (UsageException e) {
                    assertThat(e).hasMessageContaining("`cp ");
                    noticed++;
                }
            }
        }
        assertThat(noticed).isGreaterThan(100);
    }

    @Test
    void aStepsOrMinutesThatNobodyGaveACommandAreNoticedAndMayBeGivenToOne() throws IOException {
        change("steps: 8 ", "steps: 9 ");
        String message = refused(() -> RunFolder.open(run).config(List.of()));
        assertThat(message)
                .contains("training.steps: 8 → 9", "facet train --resume " + run + " --set training.steps=9")
                .doesNotContain("Only ");
        // a falling rate would change
        assertThat(refused(() -> Facet.resume(run, Facet.config(run), new StopAt(99))))
                .contains("over its 8 steps");
        Path constant = train(runs);
        config = constant.resolve("config.yaml");
        change("steps: 8 ", "steps: 6 ");
        RunConfig accepted = RunFolder.open(constant).config(List.of("training.steps=6"));
        assertThat(Facet.resume(constant, accepted, new StopAt(99)).steps()).isEqualTo(6);
        assertThat(SettingsCheck.of(RunFolder.open(constant)).changes()).isEmpty();
        assertThat(RunFolder.open(constant).config(List.of()).training().steps())
                .isEqualTo(6);
    }

    @Test
    void whatACommandChangesIsNoAlarmEvenBeforeTheNextCheckpoint() throws IOException {
        Path constant = train(runs);
        RunFolder folder = RunFolder.open(constant);
        folder.write(folder.config(List.of("training.steps=20", "training.threads=1")));
        assertThat(folder.config(List.of()).training().steps()).isEqualTo(20);
        assertThat(SettingsCheck.of(folder).changes()).isEmpty();
    }

    @Test
    void commentsAndLayoutMayBeEdited() throws IOException {
        String text = "# mine\n\n"
                + Files.readString(config)
                        .replaceAll("generator-rate: 0.001\\b.*", "generator-rate:   1.0e-3   # fast");
        Files.writeString(config, text);
        assertThat(SettingsCheck.of(RunFolder.open(run)).changes()).isEmpty();
        resume();
        assertThat(Files.readString(config)).isEqualTo(text);
        // the checksum is not needed, because the checkpoint keeps the settings
        Files.writeString(config, text.replaceAll("# Checksum.*\\R", ""));
        RunFolder.open(run).config(List.of());
        change("steps: 8 ", "steps: 9 ");
        assertThat(refused(() -> RunFolder.open(run).config(List.of()))).contains("training.steps: 8 → 9");
    }

    @Test
    void aModelIsNotLoadedWithCodesThatItWasNotTrainedWith() throws IOException {
        Files.writeString(
                config,
                Files.readString(config).replace("{name: c1, uniform: [-1, 1]}", "{name: c1, uniform: [-3, 1]}"));
        assertThat(refused(() -> Facet.load(run).close()))
                .contains("latent.codes: ", "uniform: [-1, 1]", "uniform: [-3, 1]", "`cp ");
    }

    @Test
    void aModelIsLoadedThoughItsStepsWereEdited() throws IOException {
        change("steps: 8 ", "steps: 9 ");
        try (Model model = RunModel.load(RunFolder.open(run), notices::add)) {
            assertThat(model.recognises()).isTrue();
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void everyChangeOfTheDescriptionIsNoticed() throws IOException {
        Path file = run.resolve("run.json");
        byte[] good = Files.readAllBytes(file);
        RunFolder folder = RunFolder.open(run);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file, bad);
            try {
                boolean same = JsonMapper.shared()
                        .readTree(bad)
                        .equals(JsonMapper.shared().readTree(good));
                assertThat(SettingsCheck.of(folder).changes().isEmpty())
                        .as("byte " + i)
                        .isEqualTo(same);
            } catch (FormatException e) {
                assertThat(e).hasMessageContaining("`cp ");
            } catch (RuntimeException notJson) {
                assertThatThrownBy(folder::describe).as("byte " + i).hasMessageContaining("`cp ");
            }
        }
        Files.write(
                file,
                new String(good, StandardCharsets.UTF_8)
                        .replace("\"seed\" : 1", "\"seed\" : 2")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(refused(this::resume))
                .contains("seed: 1 → 2", "run.json has changed since the run was started", "`cp ");
        try (Model model = RunModel.load(folder, notices::add)) {
            assertThat(model.recognises()).isTrue();
        }
        assertThat(notices).singleElement().asString().contains("seed: 1 → 2");
        Files.delete(file);
        assertThatThrownBy(this::resume).isInstanceOf(FormatException.class).hasMessageContainingAll("missing", "`cp ");
    }

    @Test
    void aMissingOrUnreadableConfigurationIsBroughtBackByTheCommandThatIsTold() throws IOException {
        String copy = "`cp " + run.resolve("checkpoints/step-000004/config.yaml") + " " + config + "`";
        change("generator-rate: 0.001", "generator-rate: fast");
        assertThat(refused(() -> Facet.load(run).close())).contains("training.generator-rate is \"fast\"", copy);
        assertThat(refused(() -> RunFolder.open(run).config(List.of("training.steps=9"))))
                .contains(copy);
        Files.delete(config);
        assertThat(refused(() -> Facet.load(run).close())).contains("has no config.yaml", copy);
    }

    @Test
    void aWrongOverrideIsNotBlamedOnTheFile() {
        assertThat(refused(() -> RunFolder.open(run).config(List.of("training.steps=many"))))
                .contains("training.steps")
                .doesNotContain("`cp ");
    }

    @Test
    void aRunOfAnEarlierVersionGoesOnAndIsGuardedFromThenOn() throws Exception {
        forget();
        RunFolder folder = RunFolder.open(run);
        assertThat(SettingsCheck.of(folder).guarded()).isFalse();
        assertThat(SettingsCheck.of(folder).changes()).isEmpty();
        try (Model model = RunModel.load(folder, notices::add)) {
            assertThat(model.recognises()).isTrue();
        }
        resume();
        assertThat(notices).noneMatch(notice -> notice.contains("settings"));
        assertThat(SettingsCheck.of(folder).guarded()).isTrue();
        change("seed: 1 ", "seed: 3 ");
        assertThat(refused(this::resume)).contains("training.seed: 1 → 3");
    }

    @Test
    void settingsThatNoCheckpointTellsAreRefusedByTheirChecksumAlone() throws IOException {
        Folders.delete(run.resolve("checkpoints"));
        RunFolder.open(run).config(List.of());
        change("seed: 1 ", "seed: 3 ");
        assertThat(refused(() -> RunFolder.open(run).config(List.of())))
                .contains("does not have the checksum", "facet train --config " + config);
    }

    /** Turns the run into one of a version that kept no settings with the weights. */
    private void forget() throws Exception {
        Files.writeString(config, Files.readString(config).replaceAll("# Checksum.*\\R", ""));
        for (Checkpoint checkpoint : Checkpoint.list(run.resolve("checkpoints"))) {
            Path file = checkpoint.folder().resolve("state.json");
            ObjectNode state = (ObjectNode) JsonMapper.shared().readTree(Files.readAllBytes(file));
            for (String record : List.of("config.yaml", "run.json")) {
                ((ObjectNode) state.path("sha256")).remove(record);
                Files.delete(checkpoint.folder().resolve(record));
            }
            state.remove("checksum");
            byte[] sum = MessageDigest.getInstance("SHA-256")
                    .digest(JsonMapper.shared().writeValueAsBytes(state));
            state.put("checksum", HexFormat.of().formatHex(sum));
            Files.write(file, JsonMapper.shared().writeValueAsBytes(state));
            assertThat(checkpoint.damage()).isEmpty();
        }
    }

    private void change(String from, String to) throws IOException {
        String text = Files.readString(config);
        assertThat(text).contains(from);
        Files.writeString(config, text.replace(from, to));
    }

    private void resume() throws IOException {
        Facet.resume(run, RunFolder.open(run).config(List.of()), new StopAt(99));
    }

    private interface Action {
        void run() throws IOException;
    }

    private static String refused(Action action) {
        try {
            action.run();
        } catch (UsageException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("not refused");
    }

    private static byte[] weights(Path run, int step) throws IOException {
        return Files.readAllBytes(
                run.resolve(String.format("checkpoints/step-%06d", step)).resolve("weights.safetensors"));
    }

    private final class StopAt implements Monitor {
        private final long last;
        private long now;

        StopAt(long last) {
            this.last = last;
        }

        @Override
        public void step(Moment moment) {
            now = moment.step();
        }

        @Override
        public void notice(String message) {
            notices.add(message);
        }

        @Override
        public boolean stopRequested() {
            return now >= last;
        }
    }
}
