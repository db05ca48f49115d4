package dev.facet.bench;

import java.util.Optional;
import java.util.stream.IntStream;

import dev.facet.codes.Draws;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Labels;
import dev.facet.data.Shape;

/** Noise with classes drawn at random, in memory, so that training is measured and not reading. */
final class RandomImages implements Dataset {
    /** The shape of MNIST. */
    static final ImageShape MNIST = new ImageShape(1, 28, 28);

    private static final int COUNT = 4096;
    private static final int CLASSES = 10;

    private final ImageShape shape;
    private final byte[] pixels;

    RandomImages(ImageShape shape) {
        this.shape = shape;
        pixels = new byte[COUNT * shape.bytes()];
        Draws draws = new Draws(1, 0);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) draws.nextInt(256);
        }
    }

    @Override
    public String name() {
        return "noise";
    }

    @Override
    public int size() {
        return COUNT;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        System.arraycopy(pixels, index * shape.bytes(), target, offset, shape.bytes());
    }

    @Override
    public Optional<Labels> labels() {
        return Optional.of(new Labels(
                IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList(),
                IntStream.range(0, COUNT).map(i -> i % CLASSES).toArray()));
    }

    @Override
    public String fingerprint() {
        return "noise of " + shape;
    }

    @Override
    public void close() {}
}
