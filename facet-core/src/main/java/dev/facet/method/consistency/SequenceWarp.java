package dev.facet.method.consistency;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import dev.facet.codes.Draws;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.InfoGanConfig.Consistency;
import dev.facet.data.SequenceShape;
import dev.facet.torch.Tensors;

/**
 * Random warps of sequences. Time is stretched and shifted; before the start and after the end, the first and the last
 * value are held. In a path, the points are also rotated, sheared and scaled in their plane, and steps are scaled to
 * fit the new speed. In other sequences, the deviations of all channels from their means are scaled by one factor.
 *
 * <p>With a mask, time is stretched from the start of the sequences, where they all begin, and not from their middle;
 * the mask is stretched with the values, which are multiplied by it; and after the end there is nothing.
 *
 * <p>A draw holds the matrix in the plane, row by row, then the speed, then the shift in halves of the length.
 */
final class SequenceWarp implements Warp {
    private static final int LINEAR = 0;
    private static final int NEAREST_END = 1;
    private static final int SPEED = 4;
    private static final int SHIFT = 5;

    private final Consistency range;
    private final SequenceShape shape;
    private final long seed;

    SequenceWarp(Consistency range, SequenceShape shape, long seed) {
        this.range = range;
        this.shape = shape;
        this.seed = seed;
    }

    @Override
    public Tensor draw(long[] numbers) {
        float[] draws = new float[numbers.length * NUMBERS];
        for (int i = 0; i < numbers.length; i++) {
            draw(new Draws(seed, numbers[i]), draws, i * NUMBERS);
        }
        return Tensors.of(draws, numbers.length, NUMBERS);
    }

    private void draw(Draws draws, float[] numbers, int at) {
        double size = Math.exp(draws.uniform(-range.scale(), range.scale()));
        double angle = draws.uniform(-range.rotation(), range.rotation());
        double shear = draws.uniform(-range.shear(), range.shear());
        numbers[at] = (float) (shape.path() ? Math.cos(angle) * size : size);
        if (shape.path()) {
            numbers[at + 1] = (float) (shear - Math.sin(angle) * size);
            numbers[at + 2] = (float) (Math.sin(angle) * size);
            numbers[at + 3] = (float) (Math.cos(angle) * size);
        }
        numbers[at + SPEED] = (float) Math.exp(draws.uniform(-range.scale(), range.scale()));
        numbers[at + SHIFT] = (float) draws.uniform(-range.shift(), range.shift());
    }

    @Override
    public Tensor apply(Tensor items, Tensor draws) {
        Tensor moved = inTime(items, draws);
        int values = shape.parts().size();
        if (!shape.path()) {
            return shape.masked()
                    ? torch.cat(new TensorVector(moved.narrow(1, 0, values).mul(column(draws, 0)), present(moved)), 1)
                    : moved.mul(column(draws, 0));
        }
        Tensor speed = column(draws, SPEED);
        Tensor x = inUnits(moved, 0).mul(speed);
        Tensor y = inUnits(moved, 1).mul(speed);
        Tensor turnedX = x.mul(column(draws, 0)).add(y.mul(column(draws, 1)));
        Tensor turnedY = x.mul(column(draws, 2)).add(y.mul(column(draws, 3)));
        return torch.cat(
                new TensorVector(
                        inDeviations(turnedX, moved, 0),
                        inDeviations(turnedY, moved, 1),
                        moved.narrow(1, 2, shape.channels() - 2)),
                1);
    }

    private Tensor inTime(Tensor items, Tensor draws) {
        long count = items.size(0);
        Tensor affine = Tensors.zeros(draws.scalar_type(), count, NUMBERS);
        affine.select(1, 0).copy_(draws.select(1, SPEED));
        Tensor shift = draws.select(1, SHIFT);
        affine.select(1, 2)
                .copy_(shape.masked() ? shift.add(draws.select(1, SPEED)).sub(Tensors.scalar(1)) : shift);
        long[] size = {count, items.size(1), 1, items.size(3)};
        Tensor grid = torch.affine_grid_generator(affine.view(count, 2, 3), size, false); // [N, 1, time, 2]
        Tensor moved = torch.grid_sampler(items, grid, LINEAR, NEAREST_END, false);
        if (!shape.masked()) {
            return moved;
        }
        Tensor time = grid.select(3, 0).unsqueeze(1); // [N, 1, 1, time], from −1 to 1 within the sequence
        return moved.mul(time.le(Tensors.scalar(1)).to(items.scalar_type()));
    }

    private Tensor present(Tensor items) {
        return items.narrow(1, shape.parts().size(), 1);
    }

    private static Tensor column(Tensor draws, int index) {
        return draws.narrow(1, index, 1).view(-1, 1, 1, 1);
    }

    private Tensor inUnits(Tensor items, int channel) {
        Scale scale = shape.parts().get(channel).scale();
        return plus(items.narrow(1, channel, 1).mul(Tensors.scalar(scale.deviation())), scale.mean(), items);
    }

    private Tensor inDeviations(Tensor values, Tensor items, int channel) {
        Scale scale = shape.parts().get(channel).scale();
        return plus(values, -scale.mean(), items).div(Tensors.scalar(scale.deviation()));
    }

    /** Adds a number where the items are: they are multiplied by their mask, and so is the number. */
    private Tensor plus(Tensor values, double number, Tensor items) {
        return shape.masked()
                ? values.add(present(items).mul(Tensors.scalar(number)))
                : values.add(Tensors.scalar(number));
    }
}
