package dev.facet.data.resample;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Fit;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.DatasetView;
import dev.facet.data.Fingerprint;
import dev.facet.data.ImageShape;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;

/**
 * A view of a data set at another resolution or in other colours. Images that are not square become square as those of
 * picture files do. Each is resampled by area averaging when it shrinks and linear interpolation when it grows; grey is
 * the luma of ITU-R BT.601, and RGB from grey repeats it. Images are converted when they are read. Thread-safe; closing
 * closes the source.
 */
public final class Resized implements DatasetView {
    private static final int MAX_RESOLUTION = 4096;

    private final Dataset source;
    private final ImageShape shape;
    private final Fit fit;
    private final Framing framing;
    private final AxisWeights across;
    private final AxisWeights down;

    /** A view of the middle squares of {@code source} in {@code shape}, which must be square. */
    Resized(Dataset source, ImageShape shape) {
        this(source, shape, Fit.CROP);
    }

    /** A view of {@code source} in {@code shape}, which must be square. */
    Resized(Dataset source, ImageShape shape, Fit fit) {
        if (shape.height() != shape.width()) {
            throw new IllegalArgumentException("shape must be square: " + shape);
        }
        this.source = source;
        this.shape = shape;
        this.fit = fit;
        this.framing = Framing.of(fit, source.shape().width(), source.shape().height(), shape.width());
        this.across = AxisWeights.of(framing.width(), framing.columns());
        this.down = AxisWeights.of(framing.height(), framing.rows());
    }

    /**
     * Returns {@code source} in the shape that {@code data} asks for; {@code source} itself if it has that shape. If
     * the configuration leaves the resolution open, it is the largest of 28, 32, 64 and 128 pixels that is not larger
     * than the data's own.
     */
    public static Dataset fit(Dataset source, DataConfig data) {
        Shape own = source.shape();
        if (own instanceof SequenceShape) {
            return source;
        }
        int channels = data.channels() == 0 ? own.channels() : data.channels();
        int resolution = data.resolution() == 0 ? fitting(source, data.fit()) : data.resolution();
        ImageShape wanted = new ImageShape(channels, resolution, resolution);
        return wanted.equals(own) ? source : new Resized(source, wanted, data.fit());
    }

    /** Checks what the configuration asks for, before any file is touched. */
    public static void check(DataConfig data) {
        if (data.channels() != 0 && data.channels() != 1 && data.channels() != 3) {
            throw new UsageException("data.channels is " + data.channels()
                    + "; it must be 1 (grey), 3 (RGB), or 0 to take what the images have.");
        }
        if (data.resolution() < 0 || data.resolution() > MAX_RESOLUTION) {
            throw new UsageException("data.resolution is " + data.resolution() + "; it must be from 1 to "
                    + MAX_RESOLUTION + " pixels, or 0 to take what fits the images.");
        }
    }

    private static int fitting(Dataset source, Fit fit) {
        int side = Squares.side(fit, source.shape().width(), source.shape().height());
        if (side < 28) {
            throw new UsageException("the images of " + source.name() + " are " + source.shape()
                    + ", smaller than the networks take; add `--set data.resolution=28` to enlarge them.");
        }
        return side >= 128 ? 128 : side >= 64 ? 64 : side >= 32 ? 32 : 28;
    }

    @Override
    public Dataset source() {
        return source;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        byte[] image = new byte[source.shape().bytes()];
        source.read(index, image, 0);
        int plane = shape.width() * shape.width();
        if (source.shape().channels() == 1 || shape.channels() == 3) {
            for (int channel = 0; channel < source.shape().channels(); channel++) {
                resample(seen(image, channel), target, offset + channel * plane);
            }
            for (int channel = source.shape().channels(); channel < shape.channels(); channel++) {
                System.arraycopy(target, offset, target, offset + channel * plane, plane);
            }
        } else {
            resample(luma(seen(image, 0), seen(image, 1), seen(image, 2)), target, offset);
        }
    }

    /** The part of one channel that is seen. */
    private float[] seen(byte[] image, int channel) {
        Shape own = source.shape();
        int top = channel * own.height() + framing.top();
        float[] part = new float[framing.height() * framing.width()];
        for (int y = 0; y < framing.height(); y++) {
            for (int x = 0; x < framing.width(); x++) {
                part[y * framing.width() + x] = image[(top + y) * own.width() + framing.left() + x] & 0xFF;
            }
        }
        return part;
    }

    private static float[] luma(float[] red, float[] green, float[] blue) {
        for (int i = 0; i < red.length; i++) {
            red[i] = 0.299f * red[i] + 0.587f * green[i] + 0.114f * blue[i];
        }
        return red;
    }

    private void resample(float[] part, byte[] target, int offset) {
        int size = shape.width();
        if (framing.hasPadding(size)) {
            Arrays.fill(target, offset, offset + size * size, border(part));
        }
        int columns = framing.columns();
        float[] narrow = new float[framing.height() * columns];
        for (int y = 0; y < framing.height(); y++) {
            for (int x = 0; x < columns; x++) {
                float sum = 0;
                int at = y * framing.width() + across.start()[x];
                for (float weight : across.values()[x]) {
                    sum += weight * part[at++];
                }
                narrow[y * columns + x] = sum;
            }
        }
        for (int y = 0; y < framing.rows(); y++) {
            float[] weights = down.values()[y];
            int row = offset + (framing.y() + y) * size + framing.x();
            for (int x = 0; x < columns; x++) {
                float sum = 0;
                int at = down.start()[y] * columns + x;
                for (float weight : weights) {
                    sum += weight * narrow[at];
                    at += columns;
                }
                target[row + x] = (byte) Math.max(0, Math.min(255, Math.round(sum)));
            }
        }
    }

    private byte border(float[] part) {
        BorderColour border = new BorderColour(1);
        float[] row = new float[framing.width()];
        for (int y = 0; y < framing.height(); y++) {
            System.arraycopy(part, y * row.length, row, 0, row.length);
            border.add(row, row.length, y == 0 || y == framing.height() - 1);
        }
        return (byte) border.median()[0];
    }

    @Override
    public String remark() {
        int width = source.shape().width();
        int height = source.shape().height();
        int side = Squares.side(fit, width, height);
        return Stream.of(
                        source.remark(), Squares.remark(fit, width, height), Squares.resized(side, side, shape.width()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }

    @Override
    public String fingerprint() {
        Fingerprint fingerprint =
                new Fingerprint().add("resized").add(source.fingerprint()).add(shape);
        return (fit == Fit.CROP ? fingerprint : fingerprint.add(fit.name())).hex();
    }
}
