package dev.facet.method.consistency;

import java.util.stream.LongStream;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ColourChangeTest {
    /**
     * The changed pixels of {@code count} images, from −1 to 1, as planes. Each image has a coloured, a grey and a
     * black pixel.
     */
    private static float[] changed(double strength, int count) {
        float[] planes = new float[count * 9];
        for (int i = 0; i < count; i++) {
            System.arraycopy(new float[] {0.8f, 0.5f, -1, -0.3f, 0.5f, -1, 0.1f, 0.5f, -1}, 0, planes, i * 9, 9);
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor images = Tensors.of(planes, count, 9).view(count, 3, 1, 3);
            return Tensors.floats(new ColourChange(strength, -1, 7)
                    .apply(images, LongStream.range(0, images.size(0)).toArray()));
        }
    }

    @Test
    void withoutStrengthNothingChanges() {
        float[] same = changed(0, 2);
        float[] wanted = {0.8f, 0.5f, -1, -0.3f, 0.5f, -1, 0.1f, 0.5f, -1};
        for (int i = 0; i < same.length; i++) {
            assertThat(same[i]).isCloseTo(wanted[i % 9], within(1e-5f));
        }
    }

    /** Some images become negatives, some change hue from red to blue, and no two change alike. */
    @Test
    void greysStayGreyAndColoursBecomeAny() {
        int count = 200;
        float[] all = changed(1, count);
        int negative = 0;
        int turned = 0;
        for (int i = 0; i < count; i++) {
            for (int pixel = 1; pixel < 3; pixel++) {
                float red = all[i * 9 + pixel];
                assertThat(all[i * 9 + 3 + pixel]).isCloseTo(red, within(1e-4f));
                assertThat(all[i * 9 + 6 + pixel]).isCloseTo(red, within(1e-4f));
            }
            negative += all[i * 9 + 1] < all[i * 9 + 2] ? 1 : 0; // what was brighter is darker
            turned += all[i * 9] < all[i * 9 + 6] ? 1 : 0; // what was redder is bluer
        }
        assertThat(negative).isBetween(70, 130);
        assertThat(turned).isBetween(70, 130);
    }

    /**
     * Rotation preserves lengths and less saturation shortens them, so only contrast can move a colour away from grey.
     */
    @Test
    void noColourBecomesStronger() {
        float[] all = changed(1, 200);
        double before = distance(new float[] {0.8f, 0, 0, -0.3f, 0, 0, 0.1f}, 0);
        for (int i = 0; i < 200; i++) {
            double contrast = Math.abs(all[i * 9 + 1] - all[i * 9 + 2]) / 1.5;
            assertThat(distance(all, i * 9)).isLessThan(before * contrast + 1e-4);
        }
    }

    private static double distance(float[] planes, int at) {
        double mean = (planes[at] + planes[at + 3] + planes[at + 6]) / 3;
        double sum = 0;
        for (int c = 0; c < 9; c += 3) {
            sum += (planes[at + c] - mean) * (planes[at + c] - mean);
        }
        return Math.sqrt(sum);
    }
}
