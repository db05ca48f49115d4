package dev.facet.method.consistency;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.model.PixelRange;
import dev.facet.torch.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class NeighboursTest {
    private static final int ITEMS = 700; // more than one block of rows
    private static final int SIDE = 28;
    private static final int COARSE = 14;

    private static Dataset strokes() {
        Engine.load();
        return Datasets.open(new DataConfig("strokes", Kind.AUTO, SIDE, 1, Map.of(), ITEMS, 1), Split.TRAIN);
    }

    /** Averages each 2×2 pixels, which reduces 28 pixels to 14. */
    private static double[] coarse(Dataset data, int index) {
        byte[] pixels = new byte[SIDE * SIDE];
        data.read(index, pixels, 0);
        double[] coarse = new double[COARSE * COARSE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                coarse[y / 2 * COARSE + x / 2] += (pixels[y * SIDE + x] & 0xFF) / 4.0;
            }
        }
        return coarse;
    }

    private static double[][] coarse(Dataset data) {
        return IntStream.range(0, ITEMS).mapToObj(i -> coarse(data, i)).toArray(double[][]::new);
    }

    @Test
    void theNearestAreThoseThatCorrelateMost() {
        try (Dataset data = strokes()) {
            Neighbours neighbours = new Neighbours(data, PixelRange.SYMMETRIC, 4, Neighbours.Compared.ALL);
            double[][] all = coarse(data);
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
                assertThat(Arrays.stream(neighbours.table()[i]).boxed())
                        .as("item %d", i)
                        .isEqualTo(wanted);
            }
        }
    }

    @Test
    void byTheirEdgesAnImageAndItsNegativeAreAlike() {
        try (Dataset data = strokes();
                Dataset negatives = new WithNegatives(data)) {
            for (Neighbours.Compared compared : Neighbours.Compared.values()) {
                int[][] nearest = new Neighbours(negatives, PixelRange.SYMMETRIC, 4, compared).table();
                long alike = IntStream.range(0, ITEMS)
                        .filter(i -> nearest[i][0] == (i ^ 1))
                        .count();
                assertThat(alike).as("%s", compared).isEqualTo(compared == Neighbours.Compared.EDGES ? ITEMS : 0);
            }
        }
    }

    /** The even items of some images, each followed by its negative. */
    private record WithNegatives(Dataset images) implements Dataset {
        @Override
        public String name() {
            return images.name();
        }

        @Override
        public int size() {
            return images.size();
        }

        @Override
        public Shape shape() {
            return images.shape();
        }

        @Override
        public void read(int index, byte[] target, int offset) {
            images.read(index & ~1, target, offset);
            for (int i = offset; index % 2 == 1 && i < offset + shape().bytes(); i++) {
                target[i] = (byte) ~target[i];
            }
        }

        @Override
        public String fingerprint() {
            return images.fingerprint();
        }

        @Override
        public void close() {}
    }

    @Test
    void anItemIsAsTypicalAsItCorrelatesWithItsCategorysMean() {
        try (Dataset data = strokes()) {
            int[] categories = IntStream.range(0, ITEMS).map(i -> i % 3).toArray();
            float[] typical =
                    new Neighbours(data, PixelRange.SYMMETRIC, 4, Neighbours.Compared.ALL).typicality(categories, 4);
            double[][] unit =
                    Arrays.stream(coarse(data)).map(NeighboursTest::unit).toArray(double[][]::new);
            for (int i : new int[] {0, 1, 2, 699}) {
                double sum = 0;
                int count = 0;
                for (int j = 0; j < ITEMS; j++) {
                    if (categories[j] == categories[i]) {
                        sum += product(unit[i], unit[j]);
                        count++;
                    }
                }
                assertThat((double) typical[i]).as("item %d", i).isCloseTo(sum / count, within(1e-3));
            }
        }
    }

    private static double correlation(double[] a, double[] b) {
        return product(unit(a), unit(b));
    }

    private static double[] unit(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double[] centred = Arrays.stream(values).map(v -> v - mean).toArray();
        double length = Math.sqrt(product(centred, centred));
        return Arrays.stream(centred).map(v -> v / length).toArray();
    }

    private static double product(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }
}
