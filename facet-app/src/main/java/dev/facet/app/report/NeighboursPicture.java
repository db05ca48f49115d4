package dev.facet.app.report;

import java.awt.image.BufferedImage;

import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.evaluate.TrainingNeighbours;
import dev.facet.explore.Grid;

/** A picture of samples, each followed by the training images nearest to it: two samples in a row. */
public final class NeighboursPicture {
    private static final int SHOWN = 16;
    private static final int PER_ROW = 2;

    private NeighboursPicture() {}

    /** Draws the first samples with their neighbours among {@code training}. */
    public static BufferedImage of(Items samples, TrainingNeighbours found, Dataset training) {
        int group = 1 + TrainingNeighbours.COUNT;
        int shown = Math.min(SHOWN, samples.count());
        int size = training.shape().bytes();
        byte[] tiles = new byte[shown * group * size];
        for (int i = 0; i < shown; i++) {
            System.arraycopy(samples.bytes(), i * size, tiles, i * group * size, size);
            for (int k = 0; k < TrainingNeighbours.COUNT; k++) {
                training.read(found.nearest()[i][k], tiles, (i * group + 1 + k) * size);
            }
        }
        return Grid.of(new Items(training.shape(), shown * group, tiles), PER_ROW * group)
                .draw();
    }
}
