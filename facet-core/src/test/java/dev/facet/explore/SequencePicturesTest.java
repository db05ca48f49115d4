package dev.facet.explore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig.Scale;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;

import static org.assertj.core.api.Assertions.assertThat;

class SequencePicturesTest {
    private static final int SIDE = 60;

    @Test
    void aPathGoesRightAndUpToTheScaleOfTheLargest() {
        // Level and 8 long, then upright and 4 long.
        Items drawn = SequencePictures.of(
                items(true, new float[] {2, 2, 2, 2, 0, 0, 0, 0}, new float[] {0, 0, 0, 0, 1, 1, 1, 1}));
        assertThat(drawn.shape()).isEqualTo(new ImageShape(3, SIDE, SIDE));
        assertThat(dark(drawn, 0, 5, 30)).isTrue();
        assertThat(dark(drawn, 0, 54, 30)).isTrue();
        assertThat(dark(drawn, 0, 30, 15)).isFalse();
        assertThat(dark(drawn, 1, 30, 20)).isTrue();
        assertThat(dark(drawn, 1, 30, 10)).isFalse();
        assertThat(dark(drawn, 1, 20, 30)).isFalse();
    }

    @Test
    void otherSequencesAreCurvesOfTheirChannels() {
        Items drawn = SequencePictures.of(items(false, new float[] {0, 0, 0, 0, 3, 3, 3, 3}));
        // The mean is in the middle, three deviations at the top, each in its colour.
        assertThat(pixel(drawn, 0, 30, 30, 2)).isGreaterThan(pixel(drawn, 0, 30, 30, 0));
        assertThat(pixel(drawn, 0, 30, 4, 0)).isGreaterThan(pixel(drawn, 0, 30, 4, 2));
    }

    @Test
    void aDenserPictureIsTheSameWithMoreDots() {
        Items sequences = items(true, new float[] {2, 2, 2, 2, 0, 0, 0, 0});
        Items drawn = SequencePictures.of(sequences, 2);
        assertThat(drawn.shape()).isEqualTo(new ImageShape(3, 2 * SIDE, 2 * SIDE));
        int side = 2 * SIDE;
        assertThat(drawn.bytes()[side * side / 2 + 20] & 0xFF).isLessThan(128);
        assertThat(drawn.bytes()[side * side / 4 + 20] & 0xFF).isEqualTo(255);
    }

    @Test
    void imagesStayAsTheyAre() {
        Items images = new Items(new ImageShape(1, 2, 2), 1, new byte[4]);
        assertThat(SequencePictures.of(images)).isSameAs(images);
    }

    private static Items items(boolean path, float[]... sequences) {
        List<Channel> channels = List.of(new Channel("x", new Scale(0, 1)), new Channel("y", new Scale(0, 1)));
        ByteBuffer bytes = ByteBuffer.allocate(sequences.length * 8 * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] sequence : sequences) {
            for (float value : sequence) {
                bytes.putFloat(value);
            }
        }
        return new Items(new SequenceShape(channels, 4, path), sequences.length, bytes.array());
    }

    private static int pixel(Items items, int index, int x, int y, int band) {
        return items.bytes()[index * items.shape().bytes() + (band * SIDE + y) * SIDE + x] & 0xFF;
    }

    private static boolean dark(Items items, int index, int x, int y) {
        return pixel(items, index, x, y, 0) < 128;
    }

    private static Items masked(boolean path, float... values) {
        Items plain = items(path, new float[8]);
        SequenceShape shape = new SequenceShape(((SequenceShape) plain.shape()).parts(), 4, path, true);
        ByteBuffer bytes = ByteBuffer.allocate(shape.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return new Items(shape, 1, bytes.array());
    }

    @Test
    void curvesEndWhereTheirMaskDoes() {
        // Two steps of four: a third of the width.
        Items drawn = SequencePictures.of(masked(false, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0));
        assertThat(pixel(drawn, 0, 15, 30, 0)).isLessThan(128);
        for (int x = 25; x < SIDE; x++) {
            for (int y = 0; y < SIDE; y++) {
                assertThat(pixel(drawn, 0, x, y, 0)).as(x + ", " + y).isEqualTo(255);
            }
        }
    }

    @Test
    void aSingleStepIsADot() {
        Items drawn = SequencePictures.of(masked(false, 0, 0, 0, 0, 3, 3, 3, 3, 1, 0, 0, 0));
        assertThat(pixel(drawn, 0, 4, 30, 0)).isLessThan(200);
        assertThat(pixel(drawn, 0, 12, 30, 0)).isEqualTo(255);
    }

    @Test
    void aPathEndsWhereItsMaskDoes() {
        // Two steps to the right; then two upwards, which do not count.
        Items drawn = SequencePictures.of(masked(true, 2, 2, 0, 0, 0, 0, 3, 3, 1, 1, 0, 0));
        assertThat(dark(drawn, 0, 30, 30)).isTrue();
        assertThat(dark(drawn, 0, 55, 30)).isTrue();
        for (int x = 0; x < SIDE; x++) {
            assertThat(dark(drawn, 0, x, 20)).isFalse();
        }
    }
}
