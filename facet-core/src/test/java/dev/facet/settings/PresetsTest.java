package dev.facet.settings;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.ModelConfig;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.method.Methods;
import dev.facet.method.StackedGanConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PresetsTest {
    static List<String> names() {
        return Presets.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPresetLoadsAndSaysWhatItIs(String name) {
        assertThat(Presets.load(name).method()).isIn(Methods.names());
        assertThat(Presets.text(name)).containsPattern("# minutes: .*\\d");
        assertThat(Presets.text(name)).startsWith("# ").contains("# source:", "# data:", "# codes:", "# minutes:");
    }

    @Test
    void thePaperPresetIsThePaper() {
        RunConfig config = Presets.load("mnist-paper");

        assertThat(config.data().source()).isEqualTo("mnist");
        assertThat(config.latent())
                .isEqualTo(new LatentSpec(
                        new Noise(62, Noise.Distribution.UNIFORM),
                        List.of(
                                new Code.Categorical("digit", 10),
                                new Code.Uniform("c1", -1, 1),
                                new Code.Uniform("c2", -1, 1))));
        assertThat(config.latent().width()).isEqualTo(74);
        assertThat(config.model()).isEqualTo(new ModelConfig("infogan-mnist", 64, 0.1, true));
        assertThat(config.infogan().lambdaCategorical()).isEqualTo(1);
        assertThat(config.infogan().lambdaContinuous()).isEqualTo(1);
        assertThat(config.infogan().sigma()).isEqualTo(InfoGanConfig.Sigma.FIXED);
        assertThat(config.infogan().consistency().weight()).isZero();
        assertThat(config.training().batch()).isEqualTo(128);
        assertThat(config.training().steps()).isEqualTo(5000);
        assertThat(config.training().generatorRate()).isEqualTo(1e-3);
        assertThat(config.training().discriminatorRate()).isEqualTo(2e-4);
        assertThat(config.training().beta1()).isEqualTo(0.5);
        assertThat(config.training().averageHalfLife()).isZero();
    }

    @Test
    void aMethodButTheDefaultHasAPresetOfItsName() {
        for (String method : Methods.names()) {
            if (!method.equals("infogan")) {
                assertThat(Presets.load(method).method()).isEqualTo(method);
            }
        }
    }

    @Test
    void theBooksStackedGanIsPublishedWithADefectAndNothingElse() {
        RunConfig right = Presets.load("stackedgan-book");
        assertThat(right.own(StackedGanConfig.class).recogniserOnReal()).isFalse();
        assertThat(right.own(StackedGanConfig.class).level0()).isEqualTo(new StackedGanConfig.Level(1, 1, 10));
        assertThat(right.own(StackedGanConfig.class).level1()).isEqualTo(new StackedGanConfig.Level(1, 1, 1));
        assertThat(right.training().steps() - right.own(StackedGanConfig.class).encoderSteps())
                .isEqualTo(10_000);
        assertThat(right.latent().width()).isEqualTo(110);
        assertThat(ConfigDifference.between(right, Presets.load("stackedgan-book-as-published")))
                .containsExactly("stackedgan.recogniser-on-real: false → true");
    }

    @Test
    void theKerasTutorialIsPublishedWithTwoDefectsAndNothingElse() {
        assertThat(ConfigDifference.between(
                        Presets.load("mnist-keras-blog"), Presets.load("mnist-keras-blog-as-published")))
                .containsExactly("infogan.gradient: trunk → head", "infogan.min-log-variance: -4 → -30");
    }

    @Test
    void theLeastSquaresTutorialIsPublishedWithOneDefect() {
        assertThat(ConfigDifference.between(Presets.load("mnist-lsgan"), Presets.load("mnist-lsgan-as-published")))
                .containsExactly("model.family: lsgan-tutorial → lsgan-tutorial-as-published");
    }

    @Test
    void theBooksInfoGanIsPublishedWithoutALikelihood() {
        assertThat(ConfigDifference.between(Presets.load("mnist-book"), Presets.load("mnist-book-as-published")))
                .containsExactly("infogan.sigma: learned → book");
    }

    @Test
    void theBooksInfoGanLearnsItsClassesFromLabels() {
        RunConfig book = Presets.load("mnist-book");
        assertThat(ConfigDifference.between(Presets.load("acgan-book"), book))
                .hasSize(2)
                .anyMatch(difference -> difference.startsWith("latent.codes"))
                .anyMatch(difference -> difference.equals("infogan.lambda-continuous: 0.1 → 0.5"));
        assertThat(book.latent().continuous())
                .containsExactly(new Code.Normal("c1", 0.5, 1), new Code.Normal("c2", 0.5, 1));
    }

    @Test
    void thePapersStackedGanIsJoint() {
        RunConfig paper = Presets.load("stackedgan-paper");
        assertThat(paper.own(StackedGanConfig.class)
                        .joint(paper.own(StackedGanConfig.class).encoderSteps()))
                .isTrue();
        assertThat(paper.own(StackedGanConfig.class).level0()).isEqualTo(new StackedGanConfig.Level(1, 1, 10));
        assertThat(paper.own(StackedGanConfig.class).level1()).isEqualTo(new StackedGanConfig.Level(1, 1, 10));
        assertThat(paper.latent().codes())
                .containsExactly(
                        new Code.Categorical("digit", 10),
                        new Code.Uniform("z1", 0, 1, 50),
                        new Code.Uniform("z0", 0, 1, 50));
    }

    @Test
    void aMisspeltNameGetsTheNearest() {
        assertThatThrownBy(() -> Presets.load("mnist-papr"))
                .isInstanceOf(UsageException.class)
                .hasMessage("there is no preset 'mnist-papr'; did you mean 'mnist-paper'?");
        assertThatThrownBy(() -> Presets.text("imagenet")).hasMessageContaining("there are acgan, acgan-book");
        assertThatThrownBy(() -> Presets.text("../presets/mnist")).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> Presets.text("defaults")).isInstanceOf(UsageException.class);
    }
}
