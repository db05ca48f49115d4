package dev.facet.describe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig.Scale;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SequencePropertiesTest {
    private static SequenceShape shape(boolean path, String... channels) {
        return new SequenceShape(
                List.of(channels).stream()
                        .map(name -> new Channel(name, new Scale(0, 1)))
                        .toList(),
                4,
                path);
    }

    private static Items items(SequenceShape shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(shape.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return new Items(shape, 1, bytes.array());
    }

    @Test
    void aChannelHasSlopeMeanAmplitudeAndSpeed() {
        SequenceShape one = shape(false, "x");
        SequenceProperties properties = new SequenceProperties(one);
        assertThat(properties.list()).extracting(Property::name).containsExactly("slope", "mean", "amplitude", "speed");
        double[] rising = properties.of(items(one, 1, 3, 5, 7), 0);
        assertThat(rising).containsExactly(new double[] {2, 4, Math.sqrt(5), 2}, within(1e-9));
        double[] swinging = properties.of(items(one, 1, -1, 1, -1), 0);
        assertThat(swinging).containsExactly(new double[] {-0.4, 0, 1, 2}, within(1e-9));
    }

    @Test
    void channelsAreToldApartByName() {
        SequenceShape two = shape(false, "heat", "load");
        SequenceProperties properties = new SequenceProperties(two);
        assertThat(properties.list()).hasSize(8);
        assertThat(properties.list().get(5)).isEqualTo(new Property("mean of load", "lower of load", "higher of load"));
        assertThat(properties.of(items(two, 0, 0, 0, 0, 1, 1, 1, 1), 0)[5]).isEqualTo(1);
    }

    @Test
    void aPathHasItsFactorsAndALength() {
        SequenceShape path = shape(true, "dx", "dy", "force");
        SequenceProperties properties = new SequenceProperties(path);
        assertThat(properties.list())
                .extracting(Property::name)
                .startsWith("slant", "height", "width", "duration", "timing", "length", "slope of force")
                .doesNotContain("mean of dx");
        double[] values = properties.of(items(path, 3, 0, 3, 0, 4, 0, 4, 0, 5, 5, 5, 5), 0);
        assertThat(values[1]).isEqualTo(8, within(1e-9)); // height
        assertThat(values[2]).isEqualTo(6, within(1e-9)); // width
        assertThat(values[5]).isEqualTo(10, within(1e-9)); // length
        assertThat(values[7]).isEqualTo(5, within(1e-9)); // mean of the force
    }

    private static SequenceShape masked(boolean path, String... channels) {
        SequenceShape plain = shape(path, channels);
        return new SequenceShape(plain.parts(), plain.length(), path, true);
    }

    @Test
    void whatComesAfterTheEndCountsInNothing() {
        SequenceShape one = masked(false, "x");
        SequenceProperties properties = new SequenceProperties(one);
        assertThat(properties.list())
                .extracting(Property::name)
                .containsExactly("length", "slope", "mean", "amplitude", "speed");
        double[] two = properties.of(items(one, 1, 3, 99, 99, 1, 1, 0, 0), 0);
        assertThat(two).containsExactly(new double[] {2, 2, 2, 1, 2}, within(1e-9));
        double[] single = properties.of(items(one, 5, 99, 99, 99, 1, 0, 0, 0), 0);
        assertThat(single).containsExactly(new double[] {1, 0, 5, 0, 0}, within(1e-9));
    }

    @Test
    void aPathTakesAsLongAsItsMaskSays() {
        SequenceShape path = masked(true, "dx", "dy");
        SequenceProperties properties = new SequenceProperties(path);
        assertThat(properties.list())
                .extracting(Property::name)
                .containsExactly("slant", "height", "width", "duration", "timing", "length");
        double[] values = properties.of(items(path, 3, 0, 9, 9, 0, 4, 9, 9, 1, 1, 0, 0), 0);
        assertThat(values[3]).isEqualTo(2);
        assertThat(values[5]).isEqualTo(7, within(1e-9));
    }
}
