package dev.facet.method;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.data.Dataset;
import dev.facet.data.Datasets;
import dev.facet.data.Split;
import dev.facet.method.Neighbours.Views;
import dev.facet.model.PixelRange;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;

class NeighboursTest {
    private static final int ITEMS = 700; // more than are compared at once
    private static final int SIDE = 28;

    private static Dataset strokes() {
        Engine.load();
        return Datasets.open(new DataConfig("strokes", Kind.AUTO, SIDE, 1, Map.of(), ITEMS, 1), Split.TRAIN);
    }

    /** Each pixel the mean of four, which is what 28 become at 14. */
    private static double[] coarse(Dataset data, int index) {
        byte[] pixels = new byte[SIDE * SIDE];
        data.read(index, pixels, 0);
        double[] coarse = new double[14 * 14];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                coarse[y / 2 * 14 + x / 2] += (pixels[y * SIDE + x] & 0xFF) / 4.0;
            }
        }
        return coarse;
    }

    @Test
    void theNearestAreThoseThatCorrelateMost() {
        try (Dataset data = strokes()) {
            Neighbours neighbours = new Neighbours(data, PixelRange.SYMMETRIC, 4, 0.5, 1);
            double[][] all =
                    IntStream.range(0, ITEMS).mapToObj(i -> coarse(data, i)).toArray(double[][]::new);
            for (int i : new int[] {0, 1, 511, 512, 699}) {
                double[] correlations = Arrays.stream(all)
                        .mapToDouble(other -> correlation(all[i], other))
                        .toArray();
                List<Integer> wanted = IntStream.range(0, ITEMS)
                        .boxed()
                        .filter(other -> other != i)
                        .sorted(Comparator.comparingDouble(other -> -correlations[other]))
                        .limit(4)
                        .toList();
                assertThat(neighbours.table()[i])
                        .as("item " + i)
                        .containsExactly(
                                wanted.stream().mapToInt(Integer::intValue).toArray());
            }
        }
    }

    private static double correlation(double[] a, double[] b) {
        double meanA = Arrays.stream(a).average().orElse(0);
        double meanB = Arrays.stream(b).average().orElse(0);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int k = 0; k < a.length; k++) {
            ab += (a[k] - meanA) * (b[k] - meanB);
            aa += (a[k] - meanA) * (a[k] - meanA);
            bb += (b[k] - meanB) * (b[k] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }

    @Test
    void theFirstViewsAreOfOneItemAndTheOthersOfTwo() {
        try (PointerScope scope = new PointerScope();
                Dataset data = strokes()) {
            Neighbours neighbours = new Neighbours(data, PixelRange.SYMMETRIC, 3, 0.25, 1);
            Views views = neighbours.views(40, 16);
            assertThat(views.same()).isEqualTo(12);
            for (int i = 0; i < 16; i++) {
                boolean equal = Arrays.equals(
                        Tensors.floats(views.left().narrow(0, i, 1)),
                        Tensors.floats(views.right().narrow(0, i, 1)));
                assertThat(equal).as("view " + i).isEqualTo(i < 12);
            }
            // a view depends on its number and the seed alone
            Views later = new Neighbours(data, PixelRange.SYMMETRIC, 3, 0.25, 1).views(40, 16);
            assertThat(Tensors.floats(later.right())).isEqualTo(Tensors.floats(views.right()));
            Views other = new Neighbours(data, PixelRange.SYMMETRIC, 3, 0.25, 2).views(40, 16);
            assertThat(Tensors.floats(other.left())).isNotEqualTo(Tensors.floats(views.left()));
        }
    }
}
