package dev.facet.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.facet.data.Items;
import dev.facet.metrics.Variety;

/**
 * Measures whether a generator's samples look like the data: their distance from real images on the scale from other
 * real images to noise, how rough they are, and how much they differ from each other.
 *
 * @param distances the distance at each level, finest first ({@link SampleDistance#to})
 * @param floor the mean distance of training images, over the levels
 * @param noise the position of the finest detail on the way from training images (0) to noise (1)
 * @param roughness the squared differences of neighbouring pixels, as a multiple of those of real images
 * @param variety the mean distance of two samples, as a multiple of that of two real images
 * @param distinct the mean distance of a sample from the nearest other one, likewise
 */
record SampleCheck(double[] distances, double floor, double noise, double roughness, double variety, double distinct) {
    /** Comparing all pairs takes the square of the number of images. */
    private static final int MOST_IN_PAIRS = 128;

    /** @param items {@link SampleDistance#count} samples */
    static SampleCheck of(SampleDistance distance, Items items) {
        float[][] samples = SampleDistance.pixels(items);
        float[][] real = distance.reference();
        double[] found = distance.to(samples);
        double[] floor = distance.floor();
        double[] noise = distance.noise();
        int width = distance.shape().width();
        float[][] someReal = Arrays.copyOf(real, Math.min(MOST_IN_PAIRS, real.length));
        float[][] some = Arrays.copyOf(samples, someReal.length);
        return new SampleCheck(
                found,
                mean(floor),
                (found[0] - floor[0]) / (noise[0] - floor[0]),
                roughness(samples, width) / roughness(real, width),
                Variety.meanDistance(some) / Variety.meanDistance(someReal),
                Variety.meanNearest(some) / Variety.meanNearest(someReal));
    }

    /** The mean distance over the levels. */
    double distance() {
        return mean(distances);
    }

    /** What statistics keep. */
    Map<String, Double> statistics() {
        Map<String, Double> statistics = new LinkedHashMap<>();
        statistics.put("distance", distance());
        statistics.put("distance/floor", floor);
        for (int level = 0; level < distances.length; level++) {
            statistics.put("distance/" + (level + 1), distances[level]);
        }
        return statistics;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static double roughness(float[][] images, int width) {
        double sum = 0;
        for (float[] pixels : images) {
            for (int at = 1; at < pixels.length; at++) {
                double step = at % width == 0 ? 0 : pixels[at] - pixels[at - 1];
                sum += step * step;
            }
        }
        return sum;
    }
}
