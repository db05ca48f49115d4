package dev.facet.model.layer;

import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class EdgesTest {
    private static final int SIDE = 8;
    private static final float[] DARK_RED = {-0.2f, -0.9f, -0.8f};
    private static final float[] LIGHT_BLUE = {0.1f, 0.3f, 0.9f};
    private static final float[] GREEN = {-0.9f, 0.8f, -0.6f};

    @Test
    void neitherColoursNorTheLighterSideCount() {
        float[] one = edges(halves(DARK_RED, LIGHT_BLUE, true));
        assertThat(edges(halves(LIGHT_BLUE, DARK_RED, true))).containsExactly(one, within(1e-4f));
        // a colour further away makes a stronger edge, which is relative to the image's own
        assertThat(edges(halves(GREEN, LIGHT_BLUE, true))).containsExactly(one, within(0.1f));
    }

    @Test
    void theDirectionCounts() {
        float[] upright = edges(halves(DARK_RED, GREEN, true));
        float[] level = edges(halves(DARK_RED, GREEN, false));
        int at = 3 * SIDE + 3; // beside the edge in both images
        assertThat(upright[at]).isGreaterThan(1).isEqualTo(level[at], within(1e-4f));
        assertThat(upright[SIDE * SIDE + at]).isGreaterThan(1);
        assertThat(level[SIDE * SIDE + at]).isLessThan(-1);
    }

    @Test
    void aPlainImageHasNoEdgesAndAFiniteGradient() {
        try (PointerScope scope = new PointerScope();
                Network network = network()) {
            Tensor plain = image(halves(GREEN, GREEN, true)).requires_grad_(true);
            Tensor edges = network.forward(plain, Mode.TRAIN);
            edges.sum().backward();
            for (float strength : Tensors.floats(edges.detach())) {
                assertThat(strength).isEqualTo(0, within(0.05f));
            }
            for (float slope : Tensors.floats(plain.grad())) {
                assertThat(slope).isFinite();
            }
        }
    }

    @Test
    void onlyImagesHaveEdges() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Edges().output(new long[] {5}));
        assertThat(new Edges().output(new long[] {1, 9, 7})).containsExactly(3, 9, 7);
    }

    private static float[] edges(float[] pixels) {
        try (PointerScope scope = new PointerScope();
                Network network = network()) {
            return Tensors.floats(network.forward(image(pixels), Mode.INFER));
        }
    }

    private static Network network() {
        return new Network("n", Sequential.of(new long[] {3, SIDE, SIDE}, List.of(new Edges())), false);
    }

    private static Tensor image(float[] pixels) {
        return Tensors.of(pixels, 1, 3, SIDE, SIDE);
    }

    /** An image of two colours, left and right, or above and below. */
    private static float[] halves(float[] first, float[] second, boolean beside) {
        float[] pixels = new float[3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            int channel = i / (SIDE * SIDE);
            int place = beside ? i % SIDE : i / SIDE % SIDE;
            pixels[i] = (place < SIDE / 2 ? first : second)[channel];
        }
        return pixels;
    }
}
