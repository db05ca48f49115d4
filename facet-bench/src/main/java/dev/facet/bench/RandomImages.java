package dev.facet.bench;

import dev.facet.codes.Draws;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Shape;

/** Noise in the shape of MNIST, in memory, so that training is measured and not reading. */
final class RandomImages implements Dataset {
    static final Shape SHAPE = new ImageShape(1, 28, 28);
    private static final int COUNT = 4096;

    private final byte[] pixels = new byte[COUNT * SHAPE.bytes()];

    RandomImages() {
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
        return SHAPE;
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        System.arraycopy(pixels, index * SHAPE.bytes(), target, offset, SHAPE.bytes());
    }

    @Override
    public String fingerprint() {
        return "noise";
    }

    @Override
    public void close() {}
}
