package dev.facet.method.consistency;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import dev.facet.codes.Draws;
import dev.facet.config.InfoGanConfig.Consistency;
import dev.facet.config.InfoGanConfig.Consistency.Outside;
import dev.facet.torch.Tensors;

/** Random affine warps of images, drawn per image and step. */
final class ImageWarp implements Warp {
    private static final int BILINEAR = 0;
    private static final int ZEROS = 0;
    private static final int BORDER = 1;

    private final Consistency range;
    private final double black;
    private final long seed;

    ImageWarp(Consistency range, double black, long seed) {
        this.range = range;
        this.black = black;
        this.seed = seed;
    }

    @Override
    public Tensor draw(long[] numbers) {
        int count = numbers.length;
        float[] matrices = new float[count * 6];
        for (int i = 0; i < count; i++) {
            draw(new Draws(seed, numbers[i]), matrices, i * 6);
        }
        return Tensors.of(matrices, count, 6);
    }

    @Override
    public Tensor apply(Tensor images, Tensor matrices) {
        Tensor grid = Tensors.affineGrid(matrices, images.size(2), images.size(3));
        if (range.outside() == Outside.EDGE) {
            return torch.grid_sampler(images, grid, BILINEAR, BORDER, false);
        }
        return torch.grid_sampler(images.sub(Tensors.scalar(black)), grid, BILINEAR, ZEROS, false)
                .add(Tensors.scalar(black));
    }

    private void draw(Draws draws, float[] matrix, int at) {
        double angle = draws.uniform(-range.rotation(), range.rotation());
        double shear = draws.uniform(-range.shear(), range.shear());
        double scale = Math.exp(draws.uniform(-range.scale(), range.scale()));
        double cosine = Math.cos(angle) * scale;
        double sine = Math.sin(angle) * scale;
        matrix[at] = (float) cosine;
        matrix[at + 1] = (float) (shear - sine);
        matrix[at + 2] = (float) draws.uniform(-range.shift(), range.shift());
        matrix[at + 3] = (float) sine;
        matrix[at + 4] = (float) cosine;
        matrix[at + 5] = (float) draws.uniform(-range.shift(), range.shift());
    }
}
