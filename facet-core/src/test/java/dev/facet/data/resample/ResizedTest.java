package dev.facet.data.resample;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Fit;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ResizedTest {
    @Test
    void shrinkingAveragesTheAreaThatAPixelCovers() {
        byte[] image = {0, 10, 20, 20, 30, 40, 20, 20, 8, 8, 100, 0, 8, 8, 0, 100};
        assertThat(resized(image, new ImageShape(1, 4, 4), new ImageShape(1, 2, 2)))
                .containsExactly(20, 20, 8, 50);
        // Three columns become two: half of the middle one belongs to each.
        byte[] third = {30, 60, 90, 30, 60, 90, 30, 60, 90};
        assertThat(resized(third, new ImageShape(1, 3, 3), new ImageShape(1, 2, 2)))
                .containsExactly(40, 80, 40, 80);
    }

    @Test
    void growingInterpolatesBetweenCentres() {
        byte[] image = {0, 80, 0, 80};
        assertThat(Arrays.copyOf(resized(image, new ImageShape(1, 2, 2), new ImageShape(1, 4, 4)), 4))
                .containsExactly(0, 20, 60, 80);
    }

    @ParameterizedTest
    @CsvSource({"28, 64", "64, 28", "92, 32", "5, 3", "3, 128", "1, 4", "7, 1", "28, 28"})
    void everyWeightSumsToOneSoAFlatImageStaysFlat(int from, int to) {
        AxisWeights axis = AxisWeights.of(from, to);
        for (float[] weights : axis.values()) {
            double sum = 0;
            for (float weight : weights) {
                assertThat(weight).isNotNegative();
                sum += weight;
            }
            assertThat(sum).isCloseTo(1, within(1e-5));
        }
        byte[] flat = new byte[from * from];
        Arrays.fill(flat, (byte) 201);
        assertThat(resized(flat, new ImageShape(1, from, from), new ImageShape(1, to, to)))
                .containsOnly((byte) 201);
    }

    @Test
    void theSameSizeChangesNothing() {
        byte[] image = new byte[28 * 28];
        new Random(1).nextBytes(image);
        ImageShape shape = new ImageShape(1, 28, 28);
        assertThat(resized(image, shape, shape)).isEqualTo(image);
    }

    @Test
    void theMiddleSquareIsTaken() {
        byte[] wide = {1, 2, 3, 4, 5, 6, 7, 8};
        assertThat(resized(wide, new ImageShape(1, 2, 4), new ImageShape(1, 2, 2)))
                .containsExactly(2, 3, 6, 7);
        assertThat(resized(wide, new ImageShape(1, 4, 2), new ImageShape(1, 2, 2)))
                .containsExactly(3, 4, 5, 6);
    }

    @Test
    void imagesThatAreNotSquareArePaddedOrStretchedAndThatIsSaid() {
        byte[] wide = {1, 2, 3, 4, 5, 6, 7, 8};
        ImageShape shape = new ImageShape(1, 2, 4);
        byte[] target = new byte[16];
        Dataset padded = new Resized(one(wide, shape), new ImageShape(1, 4, 4), Fit.PAD);
        padded.read(0, target, 0);
        assertThat(target).containsExactly(5, 5, 5, 5, 1, 2, 3, 4, 5, 6, 7, 8, 5, 5, 5, 5);
        assertThat(padded.remark()).startsWith("padded from 4×2 to a square");
        Dataset stretched = new Resized(one(wide, shape), new ImageShape(1, 2, 2), Fit.STRETCH);
        stretched.read(0, target, 0);
        assertThat(target).startsWith(2, 4, 6, 8); // 1.5, 3.5, 5.5, 7.5
        Dataset cropped = new Resized(one(wide, shape), new ImageShape(1, 2, 2));
        assertThat(cropped.remark())
                .isEqualTo("cropped from 4×2 to the middle square; data.fit=pad or stretch keeps all of it");
        assertThat(stretched.fingerprint()).isNotEqualTo(cropped.fingerprint());
        assertThat(new Resized(one(new byte[4], new ImageShape(1, 2, 2)), new ImageShape(1, 4, 4)).remark())
                .isEqualTo("resized from 2×2 to 4×4; data.resolution sets the size");
        assertThat(new Resized(one(new byte[4], new ImageShape(1, 2, 2)), new ImageShape(3, 2, 2)).remark())
                .isEmpty();
    }

    @Test
    void greyAndColourAreMadeFromEachOther() {
        byte[] grey = {1, 2, 3, (byte) 250};
        byte[] colour = resized(grey, new ImageShape(1, 2, 2), new ImageShape(3, 2, 2));
        assertThat(colour).containsExactly(1, 2, 3, 250, 1, 2, 3, 250, 1, 2, 3, 250);
        assertThat(resized(colour, new ImageShape(3, 2, 2), new ImageShape(1, 2, 2)))
                .isEqualTo(grey);
        byte[] primaries = {(byte) 255, 0, 0, 0, 0, (byte) 255, 0, 0, 0, 0, (byte) 255, 0};
        assertThat(resized(primaries, new ImageShape(3, 2, 2), new ImageShape(1, 2, 2)))
                .containsExactly(76, 150, 29, 0);
    }

    @ParameterizedTest
    @CsvSource({"28, 28", "30, 28", "32, 32", "92, 64", "128, 128", "300, 128"})
    void theResolutionLeftOpenIsTheLargestThatFits(int own, int expected) {
        Dataset data = Resized.fit(one(new byte[own * own], new ImageShape(1, own, own)), config(0, 0));
        assertThat(data.shape()).isEqualTo(new ImageShape(1, expected, expected));
    }

    @Test
    void dataThatFitsIsLeftAlone() {
        Dataset data = one(new byte[784], new ImageShape(1, 28, 28));
        assertThat(Resized.fit(data, config(0, 0))).isSameAs(data);
        assertThat(Resized.fit(data, config(28, 1))).isSameAs(data);
        Dataset colour = Resized.fit(data, config(0, 3));
        assertThat(colour.shape()).isEqualTo(new ImageShape(3, 28, 28));
        assertThat(colour.fingerprint()).isNotEqualTo(data.fingerprint());
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> Resized.fit(one(new byte[64], new ImageShape(1, 8, 8)), config(0, 0)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("data.resolution=28");
        assertThatThrownBy(() -> Resized.check(config(-1, 0))).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> Resized.check(config(28, 2))).isInstanceOf(UsageException.class);
    }

    private static DataConfig config(int resolution, int channels) {
        return new DataConfig("x", resolution, channels, 0, 0);
    }

    private static byte[] resized(byte[] image, ImageShape from, ImageShape to) {
        byte[] target = new byte[to.bytes() + 2];
        new Resized(one(image, from), to).read(0, target, 1);
        assertThat(target[0] | target[target.length - 1]).isZero();
        return Arrays.copyOfRange(target, 1, target.length - 1);
    }

    private static Dataset one(byte[] image, ImageShape shape) {
        return new Dataset() {
            @Override
            public String name() {
                return "one";
            }

            @Override
            public int size() {
                return 1;
            }

            @Override
            public ImageShape shape() {
                return shape;
            }

            @Override
            public void read(int index, byte[] target, int offset) {
                System.arraycopy(image, 0, target, offset, image.length);
            }

            @Override
            public String fingerprint() {
                return "f";
            }

            @Override
            public void close() {}
        };
    }
}
