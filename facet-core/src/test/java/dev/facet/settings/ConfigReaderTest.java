package dev.facet.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.codes.Code;
import dev.facet.codes.Prior;
import dev.facet.config.AdversarialConfig;
import dev.facet.config.AugmentationConfig;
import dev.facet.config.LatentTree;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig;
import dev.facet.config.UsageException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfigReaderTest {
    @TempDir
    Path folder;

    private RunConfig read(String yaml, String... overrides) throws IOException {
        return ConfigReader.read(Files.writeString(folder.resolve("run.yaml"), yaml), List.of(overrides));
    }

    private static RunConfig set(String... overrides) {
        return ConfigReader.resolve("strokes", List.of(overrides));
    }

    @Test
    void aFileStatesOnlyWhatItChanges() throws IOException {
        RunConfig config =
                read("training:\n  batch: 64\n  generator-rate: 1e-4\ninfogan: {consistency: {weight: 0}}\n");

        assertThat(config.training().batch()).isEqualTo(64);
        assertThat(config.training().generatorRate()).isEqualTo(1e-4);
        assertThat(config.training().beta2()).isEqualTo(0.999);
        assertThat(config.infogan().consistency().weight()).isZero();
        assertThat(config.infogan().consistency().rotation()).isEqualTo(0.3);
    }

    @Test
    void aConfigurationFromBeforeThereWereOtherMethodsIsReadWithTheDefaultsOfWhatItLacks() throws Exception {
        RunConfig config = ConfigReader.read(
                Path.of(ConfigReaderTest.class
                        .getResource("before-methods.yaml")
                        .toURI()),
                List.of());

        RunConfig preset = ConfigReader.resolve(
                "mnist",
                List.of(
                        "data.resolution=28",
                        "data.channels=1",
                        "training.steps=50",
                        "training.threads=1",
                        "training.precision=fp32",
                        // the preset has changed since
                        "training.schedule=constant",
                        "infogan.align=false",
                        "infogan.consistency.regroup-every=0",
                        "infogan.consistency.starts=1",
                        "infogan.consistency.start-steps=600",
                        "encoder.steps=0"));
        assertThat(config).isEqualTo(preset);
        assertThat(config.adversarial().loss()).isEqualTo(AdversarialConfig.Loss.NON_SATURATING);
        assertThat(config.adversarial().r1()).isZero();
        assertThat(config.adversarial().r2()).isZero();
        assertThat(config.adversarial().augmentation().mode()).isEqualTo(AugmentationConfig.Mode.OFF);
        assertThat(config.training().optimiser()).isEqualTo(TrainingConfig.Optimiser.ADAM);
    }

    @Test
    void aFileMayBuildOnAPreset() throws IOException {
        RunConfig config = read("preset: mnist-paper\ntraining: {steps: 7}\n");

        assertThat(config.training().steps()).isEqualTo(7);
        assertThat(config.model()).isEqualTo(Presets.load("mnist-paper").model());
        assertThatThrownBy(() -> read("preset: mnits\n")).hasMessageContaining("did you mean 'mnist'?");
        assertThatThrownBy(() -> read("preset: [3]\n"))
                .hasMessageContaining("preset is [3]")
                .hasMessageContaining("run.yaml, line 1)");
    }

    @Test
    void emptyFilesAndEmptySectionsAreTheDefaults() throws IOException {
        assertThat(read("")).isEqualTo(read("# nothing\ntraining:\n"));
    }

    @Test
    void overridesGoBeforeThePresetAndTheLastOneWins() {
        RunConfig config =
                set("training.steps=10", "training.steps=20", "data.source=C:\\my #1 pictures", "data.seed=-5");

        assertThat(config.training().steps()).isEqualTo(20);
        assertThat(config.data().source()).isEqualTo("C:\\my #1 pictures");
        assertThat(config.data().seed()).isEqualTo(-5);
        assertThat(set("data.source=007").data().source()).isEqualTo("007");
    }

    @Test
    void codesCanBeSetAsYamlOrAsACodeList() {
        List<Code> codes = List.of(new Code.Categorical("kind", 5), new Code.Uniform("c", -1, 1));

        assertThat(set("latent.codes=[{name: kind, categorical: 5}, {name: c, uniform: [-1, 1]}]")
                        .latent()
                        .codes())
                .isEqualTo(codes);
        assertThat(set("latent.codes=kind: cat5, c: uniform").latent().codes()).isEqualTo(codes);
    }

    @Test
    void priorsOfCategoriesAreSet() {
        String codes = "[{name: a, categorical: 4, prior: learned}, {name: b, categorical: auto},"
                + " {name: c, categorical: auto, largest: 30}, {name: d, categorical: 5, prior: auto}]";
        assertThat(set("latent.codes=" + codes).latent().codes())
                .containsExactly(
                        new Code.Categorical("a", 4, Prior.LEARNED),
                        new Code.Categorical("b", LatentTree.MOST_BY_ITSELF, Prior.AUTO),
                        new Code.Categorical("c", 30, Prior.AUTO),
                        new Code.Categorical("d", 5, Prior.AUTO));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cgan | a:cat10:learned | does not learn how frequent they are. These do: infogan, infogan-cr,"
                        + " ssinfogan",
                "acgan | a:auto | does not learn",
                "stackedgan | a:cat10:learned,z1:normalx5,z0:normalx6 | does not learn",
                "clustergan | a:auto30 | does not learn",
                "gan | a:cat10:learned | does not learn",
                "ssinfogan | a:auto | takes it for the class, and there are as many as classes"
            })
    void aPriorThatTheMethodCannotLearnIsRefused(String method, String codes, String message) {
        assertThatThrownBy(() -> set("method=" + method, "latent.codes=" + codes))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aNumberOfCategoriesNeedsSelfConsistency() {
        assertThatThrownBy(() -> set("latent.codes=a:auto", "infogan.consistency.weight=0"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("as many categories as stay the same under the warps");
    }

    @Test
    void weightsOfSingleCodesAreSetByName() {
        assertThat(set("infogan.lambda.digit=0.5", "infogan.lambda.c1=2")
                        .infogan()
                        .lambda())
                .isEqualTo(Map.of("digit", 0.5, "c1", 2.0));
        assertThat(set("infogan.lambda.digit=0.5", "infogan.lambda={c1: 3}")
                        .infogan()
                        .lambda())
                .isEqualTo(Map.of("c1", 3.0));
        assertThat(set("latent.noise={size: 3}").latent().noise().size()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "training.bacth=64 | unknown key 'training.bacth' (--set training.bacth=64); did you mean"
                        + " 'training.batch'?",
                "batch=64 | unknown key 'batch' (--set batch=64); did you mean 'training.batch'?",
                "training.generatorRate=1 | did you mean 'training.generator-rate'?",
                "training.wallpapering=1 | the keys of 'training' are batch, steps",
                "weather.rain=1 | the sections are method, data, latent, model, adversarial, infogan, infogan-cr,"
                        + " ssinfogan, clustergan, stackedgan, training",
                "training.batch.size=1 | unknown key 'training.batch.size'",
                "training. =1 | unknown key 'training.'",
                "nonsense | is not of the form key=value",
                "=3 | is not of the form key=value",
                "training=5 | training is 5 (--set training=5), but it is a section with the keys batch",
                "training.batch=many | training.batch is \"many\" (--set training.batch=many); wanted a whole number.",
                "training.batch=\"64\" | wanted a whole number",
                "training.batch=64.5 | training.batch is 64.5",
                "training.batch=3000000000 | wanted a whole number",
                "training.batch=true | wanted a whole number",
                "training.batch= | training.batch is \"\"",
                "training.batch=~ | training.batch is \"~\"",
                "training.batch=null | training.batch is empty",
                "training.batch=[1] | training.batch is [1]",
                "training.batch={a: 1} | training.batch is {\"a\":1}",
                "training.batch=[1 | is not valid YAML",
                "training.batch=1 | training.batch is 1 (--set training.batch=1); it must be a whole number, from 2"
                        + " to 65536.",
                "training.beta1=1 | 0 or more and less than 1",
                "training.generator-rate=0 | a learning rate above 0",
                "training.generator-rate=.nan | training.generator-rate is .nan",
                "training.minutes=.inf | training.minutes is .inf",
                "training.precision=fp64 | training.precision is \"fp64\" (--set training.precision=fp64); wanted"
                        + " one of auto, fp32, bf16.",
                "training.precision=0 | wanted one of auto, fp32, bf16",
                "model.family=resnet | must be one of dcgan, dcgan-bilinear, infogan-mnist",
                "model.discriminator-batch-norm=yes | wanted true or false",
                "model.discriminator-batch-norm=1 | wanted true or false",
                "model.leak=-0.1 | model.leak is -0.1",
                "data.channels=2 | 1 (grey), 3 (RGB) or 0",
                "data.source= | data.source is empty",
                "method=vae | method is vae (--set method=vae); it must be one of gan, cgan, acgan, infogan,"
                        + " infogan-cr, ssinfogan, clustergan, stackedgan.",
                "infogan-cr.weight.times=1000 | infogan-cr.weight.change is 2 (a default); it must be such that"
                        + " start + times · change, now 2000, is at most 1000.",
                "latent.noise.size=-1 | latent.noise.size is -1 (--set latent.noise.size=-1); it cannot be negative",
                "latent.codes=[] | at least one code",
                "latent.codes= | is not of the form name:kind",
                "latent.codes=[{name: a, categorical: 1}] | latent.codes[0] is",
                "latent.codes=[{name: a, categorical: 1}] | it needs at least 2",
                "latent.codes=[{name: a, uniform: [1, -1]}] | the first must be less than the second",
                "latent.codes=[{name: a, uniform: 1}] | wanted a name and one kind",
                "latent.codes=[{name: a, unifrom: [0, 1]}] | did you mean 'uniform'?",
                "latent.codes=[{name: a}] | wanted a name and one kind",
                "latent.codes=[5] | wanted a name and one kind",
                "latent.codes=[{name: a, normal: 1}, {name: a, normal: 2}] | two codes are called 'a'",
                "latent.codes=[{name: a, categorical: auto, largest: 1}] | it needs at least 2",
                "latent.codes=[{name: a, categorical: 10, largest: 20}] | wanted a name and one kind",
                "latent.codes=[{name: a, categorical: auto, prior: uniform}] | wanted a name and one kind",
                "latent.codes=[{name: a, categorical: 10, prior: known}] | wanted a name and one kind",
                "latent.codes=[{name: a, uniform: [0, 1], prior: learned}] | wanted a name and one kind",
                "latent.codes=[{name: a, categorical: 2, prior: learned, shares: [0.4, 0.6]}] | it must be no shares,"
                        + " which training learns",
                "latent.codes=a:auto201 | it must be at most 200",
                "infogan.prior.least=0 | infogan.prior.least is 0",
                "infogan.prior.balance=2 | infogan.prior.balance is 2",
                "infogan.lambda.digt=1 | infogan.lambda.digt is 1.0 (--set infogan.lambda.digt=1); it must be the"
                        + " name of a code: digit",
                "infogan.lambda.digit=-1 | infogan.lambda.digit is -1",
                "infogan.lambda.digit=x | infogan.lambda.digit is \"x\" (--set infogan.lambda.digit=x); wanted a"
                        + " number.",
                "infogan.lambda=5 | infogan.lambda is 5",
                "infogan.gradient=none | wanted one of trunk, head",
                "infogan.categories.trunk=mine | wanted one of shared, own",
                "infogan.categories.rate=2 | infogan.categories.rate is 2",
                "infogan.consistency.outside=white | wanted one of black, edge",
                "adversarial.penalty-every=0 | adversarial.penalty-every is 0",
                "adversarial.augmentation.mode=on | wanted one of off, fixed, adaptive",
                "adversarial.augmentation.probability=2 | adversarial.augmentation.probability is 2",
                "infogan.sigma=big | wanted one of learned, fixed",
                "training.schedule=steps | wanted one of constant, linear, cosine",
            })
    void aWrongOverrideIsExplained(String override, String message) {
        assertThatThrownBy(() -> set(override))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void aWrongFileIsExplainedWithItsLine() {
        assertThatThrownBy(() -> read("training:\n  steps: 10\n  bacth: 3\n"))
                .hasMessageContaining("unknown key 'training.bacth'")
                .hasMessageContaining("run.yaml, line 3)")
                .hasMessageContaining("did you mean 'training.batch'?");
        assertThatThrownBy(() -> read("\ntraining:\n  batch: 1\n"))
                .hasMessageContaining("run.yaml, line 3); it must be");
        assertThatThrownBy(() -> read("latent:\n  codes:\n    - {name: a, categorical: 2}\n    - {name: b}\n"))
                .hasMessageContaining("latent.codes[1]")
                .hasMessageContaining("line 4");
        assertThatThrownBy(() -> read("training:\n  batch: 4\n  batch: 8\n"))
                .hasMessageContaining("line 3: key 'training.batch' is given twice");
        assertThatThrownBy(() -> read("- a\n- b\n")).hasMessageContaining("wanted keys and values");
        assertThatThrownBy(() -> read("data: {\n")).hasMessageContaining("is not valid YAML");
        assertThatThrownBy(() -> read("data:\n---\ndata:\n")).hasMessageContaining("a second YAML document");
        assertThatThrownBy(() -> read("model: {family: infogan-mnist}\ndata:\n  resolution: 32\n"))
                .hasMessageContaining("line 3); it must be 28");
    }

    @Test
    void aliasesDeepNestingAndHugeFilesAreRefused() throws IOException {
        assertThatThrownBy(() -> read("data: &a {count: 5}\nmodel: *a\n")).hasMessageContaining("line 2: aliases (*a)");
        assertThatThrownBy(() -> read("data: " + "[".repeat(5000))).hasMessageContaining("nested more than");
        assertThatThrownBy(() -> read("#".repeat(1 << 21))).hasMessageContaining("at most 1048576");
        assertThatThrownBy(() -> ConfigReader.read(folder, List.of())).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> ConfigReader.read(folder.resolve("none.yaml"), List.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no file");
        Path bytes = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xC3, (byte) 0x28});
        assertThatThrownBy(() -> ConfigReader.read(bytes, List.of())).hasMessageContaining("is not UTF-8");
    }

    @Test
    void damagedFilesRaiseNothingButUsageExceptions() throws IOException {
        String yaml = ConfigWriter.yaml(Presets.load("mnist-paper"));
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 120; i++) {
            StringBuilder damaged = new StringBuilder(yaml);
            for (int k = 0; k < 3; k++) {
                damaged.setCharAt(random.nextInt(yaml.length()), (char) (9 + random.nextInt(118)));
            }
            try {
                read(damaged.toString());
            } catch (UsageException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(30);
    }
}
