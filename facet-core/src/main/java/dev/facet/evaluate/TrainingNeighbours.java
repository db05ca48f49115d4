package dev.facet.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.torch.Tensors;

/**
 * The training images that are nearest to samples: whether a generator repeats its data. Distances are root mean
 * squares of differences of pixels, from 0 to 1.
 *
 * @param nearest for each sample the training images nearest to it, nearest first
 * @param distances for each sample the distance of the nearest one
 * @param typical the median distance of a held-out image from the nearest training image; NaN without such images
 */
public record TrainingNeighbours(int[][] nearest, double[] distances, double typical) {
    /** The most training images that are looked at: the first ones. */
    public static final int MOST = 50_000;
    /** The most held-out images that are looked at. */
    public static final int MOST_HELD_OUT = 256;

    /** Training images per sample. */
    public static final int COUNT = 3;

    private static final int CHUNK = 512;
    private static final double WHITE = 255;

    /**
     * Looks for the neighbours of samples.
     *
     * @param samples images of the shape of the training images
     * @param training at least {@value #COUNT} images
     * @param heldOut images that the generator has not learned from; may be empty
     */
    public static TrainingNeighbours of(Items samples, Dataset training, Dataset heldOut) {
        if (!(training.shape() instanceof ImageShape) || training.size() < COUNT) {
            throw new IllegalArgumentException("neighbours are looked for among " + COUNT + " images or more; got "
                    + training.size() + " " + training.shape().plural());
        }
        int others = Math.min(MOST_HELD_OUT, heldOut.size());
        int count = samples.count();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor asked = pixels(samples);
            if (others > 0) {
                asked = Tensors.concatenate(
                        asked,
                        pixels(Items.of(heldOut, IntStream.range(0, others).toArray())));
            }
            T_TensorTensor_T found = nearest(asked, training);
            float[] squares = Tensors.floats(found.get0().select(1, 0).contiguous());
            double[] distances = new double[squares.length];
            for (int i = 0; i < squares.length; i++) {
                distances[i] =
                        Math.sqrt(Math.max(0, squares[i]) / training.shape().bytes());
            }
            long[] indices = new long[squares.length * COUNT];
            new LongPointer(found.get1().contiguous().data_ptr()).get(indices);
            int[][] nearest = new int[count][];
            for (int i = 0; i < count; i++) {
                nearest[i] = Arrays.stream(indices, i * COUNT, (i + 1) * COUNT)
                        .mapToInt(Math::toIntExact)
                        .toArray();
            }
            return new TrainingNeighbours(
                    nearest,
                    Arrays.copyOf(distances, count),
                    others == 0 ? Double.NaN : median(Arrays.copyOfRange(distances, count, distances.length)));
        }
    }

    /**
     * The median distance of a sample from the nearest training image, as a multiple of a held-out image's. About 1: as
     * new as held-out images; near 0: training images are repeated. NaN without held-out images.
     */
    public double ratio() {
        return median(distances) / typical;
    }

    /** Smallest squared distances {@code [N, COUNT]}, nearest first, and the indices of the training images. */
    private static T_TensorTensor_T nearest(Tensor asked, Dataset training) {
        Tensor own = asked.square().sum(1).unsqueeze(1);
        int size = Math.min(MOST, training.size());
        Tensor all = Tensors.zeros(ScalarType.Float, asked.size(0), size);
        for (int from = 0; from < size; from += CHUNK) {
            int to = Math.min(size, from + CHUNK);
            try (PointerScope chunk = new PointerScope()) {
                Tensor some =
                        pixels(Items.of(training, IntStream.range(from, to).toArray()));
                Tensor squares = own.add(some.square().sum(1).unsqueeze(0))
                        .sub(asked.matmul(some.t()).mul(Tensors.scalar(2)));
                all.narrow(1, from, to - from).copy_(squares);
            }
        }
        return torch.topk(all, COUNT, 1, false, true);
    }

    /** The pixels of images, from 0 to 1, {@code [N, pixels]}. */
    private static Tensor pixels(Items items) {
        return Tensors.of(items.bytes(), items.count(), items.shape().bytes())
                .to(ScalarType.Float)
                .div(Tensors.scalar(WHITE));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
