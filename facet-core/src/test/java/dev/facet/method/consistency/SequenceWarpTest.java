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
}
