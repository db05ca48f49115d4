package dev.facet.method.consistency;

import java.util.Arrays;
import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig.Scale;
import dev.facet.config.InfoGanConfig.Consistency;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SequenceWarpTest {
    private static final List<Channel> CHANNELS = List.of(
            new Channel("x", new Scale(1, 2)),
            new Channel("y", new Scale(-1, 4)),
            new Channel("force", new Scale(3, 5)));

    @Test
    void noRangeNoChange() {
        float[] changed = warped(new Consistency(1, 0, 0, 0, 0, 0), true, ramp());
        assertThat(changed).containsExactly(ramp(), within(1e-5f));
    }

    @Test
    void aPathIsTurnedInItsUnits() {
        Engine.load();
        try (PointerScope scope = new PointerScope()) {
            Warp warp = new SequenceWarp(new Consistency(1, 0, 0, 0, 0, 0), new SequenceShape(CHANNELS, 4, true), 1);
            // A quarter turn to the left: right becomes up, up becomes left.
            Tensor quarter = Tensors.of(new float[] {0, -1, 1, 0, 1, 0}, 1, 6);
            float[] changed = Tensors.floats(warp.apply(Tensors.of(ramp(), 1, 3, 1, 4), quarter));
            for (int t = 0; t < 4; t++) {
                float x = ramp()[t] * 2 + 1;
                float y = ramp()[4 + t] * 4 - 1;
                assertThat(changed[t] * 2 + 1).isCloseTo(-y, within(1e-4f));
                assertThat(changed[4 + t] * 4 - 1).isCloseTo(x, within(1e-4f));
                assertThat(changed[8 + t]).isCloseTo(ramp()[8 + t], within(1e-5f));
            }
        }
    }

    @Test
    void atTwiceTheSpeedStepsLeadTwiceAsFar() {
        Engine.load();
        try (PointerScope scope = new PointerScope()) {
            Warp warp = new SequenceWarp(new Consistency(1, 0, 0, 0, 0, 0), new SequenceShape(CHANNELS, 4, true), 1);
            Tensor fast = Tensors.of(new float[] {1, 0, 0, 1, 2, 0}, 1, 6);
            float[] changed = Tensors.floats(warp.apply(Tensors.of(ramp(), 1, 3, 1, 4), fast));
            // The two middle points come from times 0.5 and 2.5; before and after them, the end values are held.
            float[] force = ramp();
            assertThat(changed[8 + 1]).isCloseTo((force[8] + force[9]) / 2, within(1e-4f));
            assertThat(changed[8]).isCloseTo(force[8], within(1e-4f));
            float x = ((ramp()[0] + ramp()[1]) / 2 * 2 + 1) * 2;
            assertThat(changed[1] * 2 + 1).isCloseTo(x, within(1e-4f));
        }
    }

    @Test
    void otherSequencesSwingMoreOrLess() {
        float[] before = new float[12];
        Arrays.fill(before, 1.5f);
        float[] changed = warped(new Consistency(1, 0, 0.5, 0.5, 0.4, 0.2), false, before);
        assertThat(changed[0]).isNotCloseTo(1.5f, within(0.01f)).isBetween(1.5f * 0.67f, 1.5f * 1.5f);
        for (float value : changed) {
            assertThat(value).isCloseTo(changed[0], within(1e-5f));
        }
    }

    private static float[] ramp() {
        return new float[] {0.1f, 0.2f, 0.3f, 0.4f, 1, 2, 3, 4, -1, 0, 1, 2};
    }

    private static float[] warped(Consistency range, boolean path, float[] values) {
        Engine.load();
        try (PointerScope scope = new PointerScope()) {
            Warp warp = new SequenceWarp(range, new SequenceShape(CHANNELS, 4, path), 1);
            return Tensors.floats(warp.apply(Tensors.of(values, 1, 3, 1, 4), warp.draw(0, 1)));
        }
    }

    /** Four steps of eight: values at one deviation, multiplied by their mask. */
    private static float[] half(int channels) {
        float[] values = new float[(channels + 1) * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 8 < 4 ? 1 : 0;
        }
        return values;
    }

    private static float[] warpedWithMask(boolean path, float... draw) {
        Engine.load();
        try (PointerScope scope = new PointerScope()) {
            SequenceShape shape = new SequenceShape(CHANNELS, 8, path, true);
            Warp warp = new SequenceWarp(new Consistency(1, 0, 0, 0, 0, 0), shape, 1);
            return Tensors.floats(warp.apply(Tensors.of(half(3), 1, 4, 1, 8), Tensors.of(draw, 1, 6)));
        }
    }

    @Test
    void aMaskIsStretchedFromTheStartWithItsValues() {
        float[] fast = warpedWithMask(false, 1, 0, 0, 1, 2, 0);
        assertThat(Arrays.copyOfRange(fast, 24, 32))
                .containsExactly(new float[] {1, 1, 0, 0, 0, 0, 0, 0}, within(1e-5f));
        assertThat(Arrays.copyOf(fast, 8)).containsExactly(new float[] {1, 1, 0, 0, 0, 0, 0, 0}, within(1e-5f));
        float[] slow = warpedWithMask(false, 1, 0, 0, 1, 0.5f, 0);
        assertThat(Arrays.copyOfRange(slow, 24, 32))
                .containsExactly(new float[] {1, 1, 1, 1, 1, 1, 1, 0.75f}, within(1e-5f));
        for (int i = 0; i < 24; i++) {
            assertThat(slow[i]).isCloseTo(slow[24 + i % 8], within(1e-5f));
        }
    }

    @Test
    void afterTheEndOfTheItemsThereIsNothing() {
        Engine.load();
        try (PointerScope scope = new PointerScope()) {
            float[] full = new float[4 * 8];
            Arrays.fill(full, 1);
            SequenceShape shape = new SequenceShape(CHANNELS, 8, false, true);
            Warp warp = new SequenceWarp(new Consistency(1, 0, 0, 0, 0, 0), shape, 1);
            float[] fast = Tensors.floats(
                    warp.apply(Tensors.of(full, 1, 4, 1, 8), Tensors.of(new float[] {1, 0, 0, 1, 2, 0}, 1, 6)));
            assertThat(Arrays.copyOfRange(fast, 24, 32)).containsExactly(1, 1, 1, 1, 0, 0, 0, 0);
            assertThat(Arrays.copyOf(fast, 8)).containsExactly(1, 1, 1, 1, 0, 0, 0, 0);
        }
    }

    @Test
    void swingsLeaveTheMaskAlone() {
        float[] larger = warpedWithMask(false, 1.4f, 0, 0, 1, 1, 0);
        assertThat(larger[0]).isCloseTo(1.4f, within(1e-5f));
        assertThat(Arrays.copyOfRange(larger, 24, 32)).containsExactly(1, 1, 1, 1, 0, 0, 0, 0);
    }

    @Test
    void paddingOfAPathStaysNothingWhenItIsTurned() {
        // A quarter turn: means of the channels, 1 and -1, must not come into the padding.
        float[] turned = warpedWithMask(true, 0, -1, 1, 0, 1, 0);
        for (int c = 0; c < 4; c++) {
            assertThat(Arrays.copyOfRange(turned, 8 * c + 4, 8 * c + 8)).containsExactly(new float[4], within(1e-5f));
        }
        // x is 1 + 2 and y is -1 + 4 in their units.
        assertThat(turned[0] * 2 + 1).isCloseTo(-3, within(1e-4f));
        assertThat(turned[8] * 4 - 1).isCloseTo(3, within(1e-4f));
    }

    @Test
    void masksOfRandomWarpsStayBetweenZeroAndOne() {
        Engine.load();
        try (PointerScope scope = new PointerScope()) {
            SequenceShape shape = new SequenceShape(CHANNELS, 8, true, true);
            Warp warp = new SequenceWarp(new Consistency(1, 0, 0.3, 0.3, 0.4, 0.3), shape, 1);
            Tensor items = Tensors.of(half(3), 1, 4, 1, 8).expand(new long[] {50, 4, 1, 8}, false);
            float[] all = Tensors.floats(
                    warp.apply(items, warp.draw(0, 50)).narrow(1, 3, 1).contiguous());
            for (int i = 0; i < all.length; i++) {
                assertThat(all[i]).isBetween(0f, 1f);
                if (i % 8 > 0) {
                    assertThat(all[i]).isLessThanOrEqualTo(all[i - 1] + 1e-6f);
                }
            }
        }
    }
}
