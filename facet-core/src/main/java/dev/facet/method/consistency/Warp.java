package dev.facet.method.consistency;

import java.util.stream.LongStream;

import org.bytedeco.pytorch.Tensor;

import dev.facet.config.InfoGanConfig.Consistency;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;
import dev.facet.model.PixelRange;
import dev.facet.model.Scaling;

/** Random changes of real images or sequences that preserve their classes, drawn per item and step. */
public sealed interface Warp permits ImageWarp, SequenceWarp {
    /** Numbers per draw. */
    int NUMBERS = 6;

    /** Makes the draws with the given numbers: {@code [count, 6]}. */
    Tensor draw(long[] numbers);

    /** Makes the draws {@code first … first + count − 1}: {@code [count, 6]}. */
    default Tensor draw(long first, int count) {
        return draw(LongStream.range(first, first + count).toArray());
    }

    /** Changes {@code items [N, c, h, w]}, each by its row of {@code draws}. */
    Tensor apply(Tensor items, Tensor draws);

    /** The warp for items of {@code shape} in the networks' range. */
    static Warp of(Consistency range, Scaling scaling, Shape shape, long seed) {
        if (shape instanceof SequenceShape sequence) {
            return new SequenceWarp(range, sequence, seed);
        }
        return new ImageWarp(range, ((PixelRange) scaling).black(), seed);
    }
}
