package dev.facet.describe;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentSpec;
import dev.facet.data.Factors;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.Labels;
import dev.facet.describe.DrawnBars.Bar;
import dev.facet.describe.DrawnBars.Looks;
import dev.facet.describe.Trait.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class DescriberTest {
    private static final Code.Uniform C1 = new Code.Uniform("c1", -1, 1);
    private static final Code.Uniform C2 = new Code.Uniform("c2", -2, 2);
    private static final Code.Categorical KIND = new Code.Categorical("kind", 3);

    /** What a code says that makes bars of such looks. */
    private static Meaning meaning(Code code, int channels, Looks looks) throws IOException {
        return describer(code, channels, looks, code).describe().codes().get(0);
    }

    private static final int DRAWS = 40;

    private static Describer describer(Code drawn, int channels, Looks looks, Code... codes) {
        return new Describer(
                DrawnBars.spec(codes),
                new ImageShape(channels, DrawnBars.SIDE, DrawnBars.SIDE),
                DrawnBars.by(drawn, channels, looks),
                DRAWS);
    }

    private static Trait first(Looks looks) throws IOException {
        return meaning(C1, 1, looks).traits().get(0);
    }

    /** Each draw differs a little in place, width and brightness. */
    private static Bar some(float[] noise) {
        return Bar.grey(0.8 + 0.05 * noise[0]).at(noise[1], noise[2]).wide(4 + 0.3 * noise[3]);
    }

    @Test
    void eachWayToChangeABarHasItsName() throws IOException {
        assertThat(first((noise, c) -> some(noise).leaning(0.5 * c)).name()).isEqualTo("slant");
        assertThat(first((noise, c) -> some(noise).turned(90 + 30 * c)).name()).isEqualTo("slant");
        assertThat(first((noise, c) -> some(noise).turned(80 * c)).name()).isEqualTo("orientation");
        assertThat(first((noise, c) -> some(noise).at(4 * c, noise[2])).name()).isEqualTo("position x");
        assertThat(first((noise, c) -> some(noise).at(noise[1], 4 * c)).name()).isEqualTo("position y");
        assertThat(first((noise, c) -> some(noise).wide(4 + 2 * c)).name()).isIn("stroke width", "width");
        assertThat(first((noise, c) -> some(noise).in(0.7 + 0.3 * c)).name()).isEqualTo("brightness");
    }

    @Test
    void aThickerBarHasMoreInkAndWiderStrokes() throws IOException {
        List<Trait> traits =
                meaning(C1, 1, (noise, c) -> some(noise).wide(4 + 2 * c)).traits();
        assertThat(traits)
                .filteredOn(trait -> trait.strength() > 0.8)
                .extracting(Trait::name)
                .contains("stroke width", "ink", "brightness")
                .doesNotContain("position x", "slant", "height");
        Trait ink = traits.stream()
                .filter(trait -> trait.name().equals("ink"))
                .findFirst()
                .orElseThrow();
        assertThat(ink.follows()).isEqualTo(1, within(0.01));
        assertThat(ink.grows()).isEqualTo("more ink");
        // brightness alone leaves the strokes as wide as they are
        assertThat(meaning(C1, 1, (noise, c) -> some(noise).in(0.7 + 0.3 * c)).traits())
                .filteredOn(trait -> trait.strength() > 0.5)
                .extracting(Trait::name)
                .doesNotContain("stroke width");
    }

    @Test
    void theSignSaysWhereto() throws IOException {
        Trait left = first((noise, c) -> some(noise).at(-4 * c, noise[2]));
        assertThat(left.grows()).isEqualTo("further left");
        assertThat(left.follows()).isLessThan(-0.95);
        assertThat(left.strength()).isGreaterThan(0.9);
    }

    @Test
    void aCodeThatMovesNothingSaysNothing() throws IOException {
        assertThat(meaning(C1, 1, (noise, c) -> some(noise)).traits()).isEmpty();
        // it moves the bar, but by a fiftieth of what the noise does
        assertThat(meaning(C1, 1, (noise, c) -> some(noise).at(5 * noise[1] + 0.1 * c, 0))
                        .traits())
                .extracting(Trait::strength)
                .allMatch(strength -> strength < Proposals.LEAST);
        // it moves every bar, but some to the right and others to the left
        assertThat(meaning(C1, 1, (noise, c) -> some(noise).at(noise[3] > 0 ? 3 * c : -3 * c, 0))
                        .traits())
                .extracting(Trait::strength)
                .allMatch(strength -> strength < Proposals.LEAST);
    }

    @Test
    void colourIsSaidOfImagesInColourAlone() throws IOException {
        Looks hue = (noise, c) -> some(noise).in(0.5 + 0.4 * c, 0.5 - 0.4 * c, 0.2);
        assertThat(meaning(C1, 3, hue).traits().get(0).name()).isEqualTo("hue");
        Looks paler = (noise, c) -> some(noise).in(0.8, 0.5 + 0.3 * c, 0.5 + 0.3 * c);
        assertThat(meaning(C1, 3, paler).traits()).extracting(Trait::name).contains("saturation");
        assertThat(meaning(C1, 1, hue).traits())
                .extracting(Trait::name)
                .doesNotContain("hue", "saturation", "warmth", "greenness");
    }

    @Test
    void aCategoryIsWhatItDiffersInFromTheOthers() throws IOException {
        Meaning kinds = meaning(
                KIND,
                1,
                (noise, k) -> k == 0
                        ? some(noise).in(0.4)
                        : k == 1 ? some(noise).at(5, 0) : some(noise).at(-5, 0));
        assertThat(kinds.traits()).isEmpty();
        assertThat(kinds.categories()).hasSize(3);
        assertThat(kinds.categories().get(0)).extracting(Trait::grows).contains("darker");
        assertThat(kinds.categories().get(1).get(0).grows()).isEqualTo("further right");
        assertThat(kinds.categories().get(2).get(0).grows()).isEqualTo("further left");
    }

    @Test
    void everyCodeIsMeasuredWithTheOthersFixed() throws IOException {
        Meanings both = describer(C2, 1, (noise, c) -> some(noise).at(2 * c, 0), C1, C2, KIND)
                .describe();
        assertThat(both.codes()).extracting(Meaning::code).containsExactly("c1", "c2", "kind");
        assertThat(both.codes().get(0).traits()).isEmpty();
        assertThat(both.codes().get(1).traits().get(0).name()).isEqualTo("position x");
        assertThat(both.draws()).isEqualTo(DRAWS);
        assertThat(both.generated()).isEqualTo(DRAWS * (9 + 9 + 3));
        assertThat(both.real()).isZero();
        Code many = new Code.Normal("z", 1, 5);
        assertThat(describer(C1, 1, (noise, c) -> some(noise), many, C1)
                        .describe()
                        .codes())
                .extracting(Meaning::code)
                .containsExactly("c1");
    }

    @Test
    void workIsBounded() throws IOException {
        int[] most = new int[1];
        ImageShape shape = new ImageShape(1, 4, 4);
        Describer describer = new Describer(DrawnBars.spec(new Code.Categorical("large", 200), C1), shape, rows -> {
            most[0] = Math.max(most[0], rows.count());
            return new Items(shape, rows.count(), new byte[rows.count() * shape.bytes()]);
        });
        Meanings meanings = describer.describe();
        assertThat(most[0]).isLessThanOrEqualTo(256);
        assertThat(meanings.draws()).isEqualTo(16_384 / (64 + 9));
        assertThat(meanings.generated()).isEqualTo(meanings.draws() * (64 + 9));
        assertThat(meanings.codes().get(0).categories()).hasSize(200);
    }

    /** Readings of c1 and of the category, as if by a recogniser. */
    private static Encodings readings(LatentSpec spec, double[] c1, int[] kinds) {
        float[] means = new float[c1.length];
        float[][] kind = new float[c1.length][3];
        for (int i = 0; i < c1.length; i++) {
            means[i] = (float) c1[i];
            kind[i][kinds[i]] = 1;
        }
        return new Encodings(spec, c1.length, new float[][][] {kind}, new float[][] {means}, new float[1][c1.length]);
    }

    @Test
    void factorsAndClassesOfRealItemsNameWhatTheyAreStrongerIn() throws IOException {
        int count = 300;
        Random random = new Random(1);
        double[] weight = new double[count];
        double[] angle = new double[count];
        double[] c1 = new double[count];
        int[] kinds = new int[count];
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            weight[i] = random.nextDouble();
            angle[i] = 360 * random.nextDouble();
            c1[i] = weight[i] + 0.01 * random.nextGaussian();
            classes[i] = i % 3;
            kinds[i] = i % 10 == 0 ? 0 : (classes[i] + 1) % 3;
        }
        Factors factors =
                new Factors(List.of("weight", "angle"), new double[][] {weight, angle}, new double[] {0, 360});
        ImageShape shape = new ImageShape(1, DrawnBars.SIDE, DrawnBars.SIDE);
        RealItems real = new RealItems(
                new Items(shape, count, new byte[count * shape.bytes()]),
                Optional.of(new Labels(List.of("cat", "dog", "cow"), classes)),
                Optional.of(factors));
        LatentSpec spec = DrawnBars.spec(C1, KIND);
        Looks widening = (noise, c) -> some(noise).wide(4 + 0.5 * c);
        Meanings meanings = new Describer(spec, shape, DrawnBars.by(C1, 1, widening), DRAWS)
                .describe(real, items -> readings(spec, c1, kinds));
        assertThat(meanings.real()).isEqualTo(count);
        Trait first = meanings.codes().get(0).traits().get(0);
        assertThat(first.name()).isEqualTo("weight");
        assertThat(first.kind()).isEqualTo(Kind.FACTOR);
        assertThat(first.strength()).isGreaterThan(0.99);
        assertThat(meanings.codes().get(0).traits()).extracting(Trait::name).contains("stroke width");
        List<Proposal> proposals = Proposals.of(meanings, spec, CodeNames.NONE, false);
        assertThat(proposals.get(1).categories().values())
                .extracting(Proposal.Name::text)
                .containsExactly("cow", "cat", "dog");
        assertThat(proposals.get(1).categories().values())
                .extracting(name -> name.trait().strength())
                .endsWith(1.0, 1.0);
    }
}
