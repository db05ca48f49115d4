package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

import dev.facet.codes.LatentBatch;
import dev.facet.model.Model;

/**
 * The picture of a change between two settings of the codes, along a straight line in the generator's input. Between
 * two categories the line passes through mixtures of them, which training never draws. One row per pair of ends.
 *
 * @param title what changes into what
 * @param columns position of each column, in per cent
 * @param latents row by row
 */
public record Interpolation(String title, List<String> columns, LatentBatch latents) {
    public Interpolation {
        columns = List.copyOf(columns);
    }

    /**
     * Interpolates from each row of {@code from} to the same row of {@code to}.
     *
     * @param steps number of columns, at least 2
     */
    public static Interpolation between(String title, LatentBatch from, LatentBatch to, int steps) {
        if (!from.spec().equals(to.spec()) || from.count() != to.count()) {
            throw new IllegalArgumentException("both ends need the same codes and as many rows; got " + from.count()
                    + " and " + to.count() + " rows");
        }
        if (steps < 2) {
            throw new IllegalArgumentException("an interpolation has at least 2 columns; got " + steps);
        }
        int width = from.spec().width();
        float[] values = new float[from.count() * steps * width];
        for (int row = 0; row < from.count(); row++) {
            for (int k = 0; k < steps; k++) {
                double t = (double) k / (steps - 1);
                for (int i = 0; i < width; i++) {
                    double start = from.values()[row * width + i];
                    double end = to.values()[row * width + i];
                    values[(row * steps + k) * width + i] = (float) ((1 - t) * start + t * end);
                }
            }
        }
        List<String> columns = IntStream.range(0, steps)
                .mapToObj(k -> Math.round(100.0 * k / (steps - 1)) + " %")
                .toList();
        return new Interpolation(title, columns, new LatentBatch(from.spec(), from.count() * steps, values));
    }

    public BufferedImage draw(Model model) {
        return new Grid(title, List.of(), columns, columns.size(), model.generate(latents)).draw();
    }
}
