package dev.facet.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig.Scale;
import dev.facet.data.SequenceShape.Channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SequenceShapeTest {
    private static final List<Channel> TWO =
            List.of(new Channel("heat", new Scale(5, 2)), new Channel("load", new Scale(0, 1)));
    private static final SequenceShape MASKED = new SequenceShape(TWO, 4, false, true);

    private static byte[] bytes(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    @Test
    void theMaskIsOneMoreChannelThatIsNoPartOfTheValues() {
        assertThat(MASKED.channels()).isEqualTo(3);
        assertThat(MASKED.parts()).hasSize(2);
        assertThat(MASKED.bytes()).isEqualTo(3 * 4 * Float.BYTES);
        assertThat(MASKED).hasToString("up to 4 points in time of heat, load");
        assertThat(new SequenceShape(TWO, 4, false)).hasToString("4 points in time of heat, load");
        assertThat(MASKED.fits(new SequenceShape(TWO, 4, false))).isFalse();
        assertThat(new SequenceShape(TWO, 4, false).fits(MASKED)).isFalse();
        assertThat(MASKED.fits(new SequenceShape(TWO, 4, false, true))).isTrue();
    }

    @Test
    void aSequenceIsOverWhereItsMaskFallsBelowAHalfAndHasAtLeastOneStep() {
        assertThat(MASKED.steps(bytes(0, 0, 0, 0, 0, 0, 0, 0, 1, 0.51f, 0.49f, 0), 0))
                .isEqualTo(2);
        assertThat(MASKED.steps(bytes(0, 0, 0, 0, 0, 0, 0, 0, 1, 0.4f, 0.9f, 0.45f), 0))
                .as("below a half for a moment")
                .isEqualTo(3);
        assertThat(MASKED.steps(bytes(0, 0, 0, 0, 0, 0, 0, 0, 1, 0.9f, 0, 0.7f), 0))
                .as("an echo after the end")
                .isEqualTo(2);
        assertThat(MASKED.steps(bytes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0)).isEqualTo(1);
        assertThat(MASKED.steps(bytes(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1), 0)).isEqualTo(4);
        assertThat(MASKED.steps(bytes(0, 0, 0, 0, 0, 0, 0, 0, Float.NaN, Float.NaN, Float.NaN, 0), 0))
                .isEqualTo(1);
        assertThat(new SequenceShape(TWO, 4, false).steps(bytes(0, 0, 0, 0, 0, 0, 0, 0), 0))
                .isEqualTo(4);
    }

    @Test
    void cuttingMakesTheMaskExactAndPaddingZero() {
        byte[] made = bytes(1, 2, 3, 4, 5, 6, 7, 8, 0.9f, 0.7f, 0.2f, 0.6f, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0);
        MASKED.cutAll(made);
        assertThat(made).isEqualTo(bytes(1, 2, 0, 0, 5, 6, 0, 0, 1, 1, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0));
        Items items = new Items(MASKED, 2, made);
        assertThat(items.sequence(0)).isDeepEqualTo(new float[][] {{1, 2}, {5, 6}});
        assertThat(items.sequence(1)).isDeepEqualTo(new float[][] {{9}, {9}});
    }

    @Test
    void itemsWithoutAMaskAreNotCut() {
        byte[] made = bytes(1, 2, 3, 4, 5, 6, 7, 0);
        new SequenceShape(TWO, 4, false).cutAll(made);
        assertThat(made).isEqualTo(bytes(1, 2, 3, 4, 5, 6, 7, 0));
    }

    @Test
    void aSequenceOfItsOwnLengthIsPadded() {
        Items item = Items.of(MASKED, new float[][] {{1, 2, 3}, {4, 5, 6}});
        assertThat(item.bytes()).isEqualTo(bytes(1, 2, 3, 0, 4, 5, 6, 0, 1, 1, 1, 0));
        assertThat(item.sequence(0)).isDeepEqualTo(new float[][] {{1, 2, 3}, {4, 5, 6}});
        for (float[][] wrong :
                List.of(new float[][] {{1}, {1, 2}}, new float[][] {{1, 2}}, new float[][] {{}, {}}, new float[][] {
                    {1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}
                })) {
            assertThatThrownBy(() -> Items.of(MASKED, wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        SequenceShape plain = new SequenceShape(TWO, 4, false);
        assertThatThrownBy(() -> Items.of(plain, new float[][] {{1, 2, 3}, {4, 5, 6}}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Items.of(plain, new float[][] {{1, 2, 3, 4}, {5, 6, 7, 8}}).bytes())
                .isEqualTo(bytes(1, 2, 3, 4, 5, 6, 7, 8));
    }
}
