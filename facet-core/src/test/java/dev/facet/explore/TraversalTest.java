package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TraversalTest {
    private static final Code.Categorical DIGIT = new Code.Categorical("digit", 3);
    private static final Code.Uniform SLANT = new Code.Uniform("c1", -1, 1);
    private static final Code.Uniform WEIGHT = new Code.Uniform("c2", 0, 4);
    private static final Noise NOISE = new Noise(5, Noise.Distribution.NORMAL);
    private static final LatentSpec SPEC = new LatentSpec(NOISE, List.of(DIGIT, SLANT, WEIGHT));

    private static float[] noise(LatentBatch latents, int row) {
        int start = row * latents.spec().width();
        return Arrays.copyOfRange(
                latents.values(), start, start + latents.spec().noise().size());
    }

    @Test
    void aContinuousCodeIsSweptForEveryCategoryWithOneNoise() {
        Traversal traversal = Traversal.of(SPEC, WEIGHT, TraversalLayout.standard(1));
        LatentBatch latents = traversal.latents();

        assertThat(traversal.rows()).containsExactly("0", "1", "2");
        assertThat(traversal.columns())
                .containsExactly("−2", "−1.2", "−0.4", "0.4", "1.2", "2", "2.8", "3.6", "4.4", "5.2", "6");
        assertThat(latents.count()).isEqualTo(33);
        for (int row = 0; row < 33; row++) {
            assertThat(latents.category(DIGIT, row)).isEqualTo(row / 11);
            assertThat(latents.value(WEIGHT, row)).isEqualTo(2 + 2 * (-2 + 0.4f * (row % 11)), within(1e-5f));
            assertThat(latents.value(SLANT, row)).isZero();
            assertThat(noise(latents, row)).isEqualTo(noise(latents, 0));
        }
        assertThat(noise(latents, 0)).isNotEqualTo(new float[5]);
    }

    @Test
    void aCategoricalCodeIsShownForSeveralDraws() {
        Traversal traversal = Traversal.of(SPEC, DIGIT, new TraversalLayout(-2, 2, 11, 4, 1, CodeNames.NONE));
        LatentBatch latents = traversal.latents();

        assertThat(traversal.title()).isEqualTo("digit across, 4 draws of the noise down");
        assertThat(traversal.columns()).containsExactly("0", "1", "2");
        assertThat(latents.count()).isEqualTo(12);
        for (int row = 0; row < 12; row++) {
            assertThat(latents.category(DIGIT, row)).isEqualTo(row % 3);
            assertThat(latents.value(WEIGHT, row)).isEqualTo(2);
            assertThat(noise(latents, row)).isEqualTo(noise(latents, row / 3 * 3));
        }
        assertThat(noise(latents, 0)).isNotEqualTo(noise(latents, 3));
    }

    @Test
    void aSweepBeyondTrainingMarksWhatWasTrained() {
        // −1 lies between the third and the fourth of eleven columns from −2 to 2.
        assertThat(Traversal.of(SPEC, WEIGHT, TraversalLayout.standard(1)).trained())
                .hasValueSatisfying(span -> {
                    assertThat(span.first()).isCloseTo(2.5, within(1e-9));
                    assertThat(span.last()).isCloseTo(7.5, within(1e-9));
                    assertThat(span.label()).isEqualTo("training: 0 to 4");
                });
        assertThat(Traversal.of(SPEC, SLANT, new TraversalLayout(-1, 1, 11, 8, 1, CodeNames.NONE))
                        .trained())
                .isEmpty();
        assertThat(Traversal.of(SPEC, SLANT, new TraversalLayout(0, 4, 5, 8, 1, CodeNames.NONE))
                        .trained())
                .hasValue(new Grid.Span(0, 1, "training: −1 to 1"));
        assertThat(Traversal.of(SPEC, SLANT, new TraversalLayout(2, 4, 5, 8, 1, CodeNames.NONE))
                        .trained())
                .isEmpty();
        assertThat(Traversal.of(SPEC, DIGIT, TraversalLayout.standard(1)).trained())
                .isEmpty();
    }

    @Test
    void ofANormalCodeTwoDeviationsWereTrained() {
        Code.Normal z = new Code.Normal("z", 0.5);
        LatentSpec spec = new LatentSpec(NOISE, List.of(z));
        assertThat(Traversal.of(spec, z, TraversalLayout.standard(1)).trained()).isEmpty();
        assertThat(Traversal.of(spec, z, new TraversalLayout(-4, 4, 9, 8, 1, CodeNames.NONE))
                        .trained())
                .hasValue(new Grid.Span(2, 6, "training: 95 % within −1 to 1"));
    }

    @Test
    void withoutCategoriesRowsAreDraws() {
        LatentSpec spec = new LatentSpec(NOISE, List.of(SLANT));
        Traversal traversal = Traversal.of(spec, SLANT, new TraversalLayout(-1, 1, 3, 2, 1, CodeNames.NONE));

        assertThat(traversal.columns()).containsExactly("−1", "0", "1");
        assertThat(noise(traversal.latents(), 2)).isEqualTo(noise(traversal.latents(), 0));
        assertThat(noise(traversal.latents(), 3)).isNotEqualTo(noise(traversal.latents(), 0));
    }

    @Test
    void codesOfSeveralNumbersStandInTheNoisesPlace() {
        Code.Normal z1 = new Code.Normal("z1", 0.5, 4);
        Code.Normal z0 = new Code.Normal("z0", 0.5, 3);
        LatentSpec spec = new LatentSpec(new Noise(0, Noise.Distribution.NORMAL), List.of(DIGIT, z1, z0));
        TraversalLayout layout = new TraversalLayout(-2, 2, 3, 2, 1, CodeNames.NONE);

        Traversal categories = Traversal.of(spec, DIGIT, layout);
        assertThat(categories.title()).isEqualTo("digit across, 2 draws of z1 and z0 down");
        assertThat(part(categories.latents(), 0, z1)).isEqualTo(part(categories.latents(), 2, z1));
        assertThat(part(categories.latents(), 0, z1)).isNotEqualTo(part(categories.latents(), 3, z1));
        assertThat(part(categories.latents(), 0, z0)).isNotEqualTo(new float[3]);

        Traversal swept = Traversal.of(spec, z0, layout);
        assertThat(swept.title()).isEqualTo("z0 across, every digit down");
        assertThat(part(swept.latents(), 0, z0)).containsExactly(-1, -1, -1);
        assertThat(part(swept.latents(), 8, z0)).containsExactly(1, 1, 1);
        assertThat(part(swept.latents(), 8, z1)).isEqualTo(part(categories.latents(), 0, z1));
    }

    @Test
    void whereNothingIsDrawnThereIsOneRow() {
        LatentSpec spec = new LatentSpec(new Noise(0, Noise.Distribution.NORMAL), List.of(DIGIT, SLANT));
        Traversal traversal = Traversal.of(spec, DIGIT, TraversalLayout.standard(1));

        assertThat(traversal.title()).isEqualTo("digit across");
        assertThat(traversal.rows()).containsExactly("1");
        assertThat(traversal.latents().count()).isEqualTo(3);
    }

    private static float[] part(LatentBatch latents, int row, Code code) {
        int start = row * latents.spec().width() + latents.spec().offset(code);
        return Arrays.copyOfRange(latents.values(), start, start + code.width());
    }

    @Test
    void otherCategoricalCodesAreHeldAtTheirFirst() {
        Code.Categorical colour = new Code.Categorical("colour", 2);
        LatentSpec spec = new LatentSpec(NOISE, List.of(DIGIT, colour));
        LatentBatch latents =
                Traversal.of(spec, DIGIT, TraversalLayout.standard(1)).latents();

        for (int row = 0; row < latents.count(); row++) {
            int offset = row * spec.width() + spec.offset(colour);
            assertThat(latents.values()[offset]).isEqualTo(1);
            assertThat(latents.values()[offset + 1]).isZero();
        }
    }

    @Test
    void namesPeopleGaveAreShownNextToTheCodes() {
        TraversalLayout layout = new TraversalLayout(
                -2,
                2,
                3,
                1,
                1,
                CodeNames.NONE.with(SLANT, "slant").with(DIGIT, "digit").with(WEIGHT, " "));

        assertThat(Traversal.all(SPEC, layout).stream().map(Traversal::title))
                .containsExactly(
                        "digit across, one draw of the noise",
                        "slant (c1) across, every digit down",
                        "c2 across, every digit down");
    }

    @Test
    void namedCategoriesAreShownInTheOrderOfTheirNames() {
        CodeNames names = CodeNames.NONE.with(DIGIT, 2, "0").with(DIGIT, 0, "10");
        TraversalLayout layout = new TraversalLayout(-2, 2, 2, 1, 1, names);

        Traversal categories = Traversal.of(SPEC, DIGIT, layout);
        assertThat(categories.columns()).containsExactly("0 (#2)", "10 (#0)", "#1");
        assertThat(categories.latents().category(DIGIT, 0)).isEqualTo(2);
        assertThat(categories.latents().category(DIGIT, 1)).isZero();
        Traversal slant = Traversal.of(SPEC, SLANT, layout);
        assertThat(slant.rows()).containsExactly("0 (#2)", "10 (#0)", "#1");
        assertThat(slant.latents().category(DIGIT, 1)).isEqualTo(2);
        assertThat(slant.latents().category(DIGIT, 5)).isEqualTo(1);
    }

    @Test
    void manyCategoriesAreCutAndTheTitleSaysSo() {
        Code.Categorical many = new Code.Categorical("kind", 100);
        LatentSpec spec = new LatentSpec(NOISE, List.of(many, SLANT));

        Traversal sweep = Traversal.of(spec, SLANT, TraversalLayout.standard(1));
        assertThat(sweep.rows()).hasSize(32);
        assertThat(sweep.title()).isEqualTo("c1 across, every kind down (the first 32 of 100)");
        assertThat(Traversal.of(spec, many, TraversalLayout.standard(1)).columns())
                .hasSize(32);
    }

    @Test
    void aSeedGivesTheSameTraversalAndAnotherSeedAnother() {
        assertThat(Traversal.of(SPEC, SLANT, TraversalLayout.standard(1))
                        .latents()
                        .values())
                .isEqualTo(Traversal.of(SPEC, SLANT, TraversalLayout.standard(1))
                        .latents()
                        .values())
                .isNotEqualTo(Traversal.of(SPEC, SLANT, TraversalLayout.standard(2))
                        .latents()
                        .values());
    }

    @Test
    void isDrawnWithItsLabels() {
        Traversal traversal = Traversal.of(SPEC, SLANT, TraversalLayout.standard(1));
        BufferedImage picture = traversal.draw(new Items(new ImageShape(1, 28, 28), 33, new byte[33 * 784]));

        assertThat(picture.getWidth()).isGreaterThan(11 * 112);
        assertThat(picture.getHeight()).isBetween(3 * 112 + 96, 3 * 112 + 200);
    }
}
