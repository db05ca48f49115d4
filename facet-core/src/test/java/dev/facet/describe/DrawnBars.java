package dev.facet.describe;

import java.util.List;

import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;

/** A generator whose images are known: a bar in each, whose looks come from the codes and the noise. */
final class DrawnBars {
    static final int SIDE = 32;

    /** The looks of one bar on black. */
    record Bar(double x, double y, double degrees, double lean, double length, double width, double[] colour) {
        /** An upright bar in the middle. */
        static Bar grey(double brightness) {
            return new Bar(0, 0, 90, 0, 16, 4, new double[] {brightness, brightness, brightness});
        }

        Bar at(double right, double up) {
            return new Bar(right, up, degrees, lean, length, width, colour);
        }

        Bar turned(double angle) {
            return new Bar(x, y, angle, lean, length, width, colour);
        }

        Bar leaning(double shift) {
            return new Bar(x, y, degrees, shift, length, width, colour);
        }

        Bar wide(double pixels) {
            return new Bar(x, y, degrees, lean, length, pixels, colour);
        }

        Bar in(double... rgb) {
            return new Bar(x, y, degrees, lean, length, width, rgb);
        }
    }

    /** The bar of a row: of its noise, and of the value or the category of the code. */
    interface Looks {
        Bar of(float[] noise, double code);
    }

    private DrawnBars() {}

    /** Four numbers of noise, and codes. */
    static LatentSpec spec(Code... codes) {
        return new LatentSpec(new Noise(4, Noise.Distribution.UNIFORM), List.of(codes));
    }

    /** Draws by one code of a specification; the others do nothing. */
    static Describer.Generator by(Code code, int channels, Looks looks) {
        ImageShape shape = new ImageShape(channels, SIDE, SIDE);
        return rows -> {
            byte[] bytes = new byte[rows.count() * shape.bytes()];
            for (int row = 0; row < rows.count(); row++) {
                draw(looks.of(noise(rows, row), value(rows, row, code)), shape, bytes, row * shape.bytes());
            }
            return new Items(shape, rows.count(), bytes);
        };
    }

    private static double value(LatentBatch rows, int row, Code code) {
        return code instanceof Code.Categorical categorical
                ? rows.category(categorical, row)
                : rows.value((Code.Continuous) code, row);
    }

    private static float[] noise(LatentBatch rows, int row) {
        float[] noise = new float[4];
        System.arraycopy(rows.values(), row * rows.spec().width(), noise, 0, 4);
        return noise;
    }

    /** With soft edges, one pixel wide. */
    private static void draw(Bar bar, ImageShape shape, byte[] bytes, int offset) {
        double cos = Math.cos(Math.toRadians(bar.degrees()));
        double sin = Math.sin(Math.toRadians(bar.degrees()));
        for (int i = 0; i < SIDE * SIDE; i++) {
            double v = (SIDE - 1) / 2.0 - i / SIDE - bar.y();
            double u = i % SIDE - (SIDE - 1) / 2.0 - bar.x() - bar.lean() * v;
            double along = bar.length() / 2 - Math.abs(u * cos + v * sin);
            double across = bar.width() / 2 - Math.abs(v * cos - u * sin);
            double cover = Math.max(0, Math.min(1, along + 0.5)) * Math.max(0, Math.min(1, across + 0.5));
            for (int c = 0; c < shape.channels(); c++) {
                bytes[offset + c * SIDE * SIDE + i] = (byte) Math.round(255 * cover * bar.colour()[c]);
            }
        }
    }
}
