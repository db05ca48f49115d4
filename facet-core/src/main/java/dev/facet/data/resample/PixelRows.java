package dev.facet.data.resample;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

import org.jspecify.annotations.Nullable;

/**
 * The rows of a decoded picture as numbers from 0 to 255 side by side, one (grey) or three (RGB) for a pixel, with what
 * is behind transparent parts. Samples are read directly, because Java takes grey for linear light and would put it
 * through a curve. Not thread-safe.
 */
final class PixelRows {
    private final BufferedImage image;
    private final ColorModel colours;
    private final Raster raster;
    private final int bands;
    private final int channels;
    private final boolean alpha;
    private final float behind;
    private final boolean direct;
    private final boolean real;
    private final double scale;
    private final double shift;
    private final boolean deep;
    private final float @Nullable [] palette;
    private int[] whole = {};
    private float[] numbers = {};

    PixelRows(BufferedImage image, PictureLook look) {
        this.image = image;
        this.colours = image.getColorModel();
        this.raster = image.getRaster();
        this.bands = raster.getNumBands();
        this.alpha = colours.hasAlpha();
        this.behind = 255 * look.behind();
        int type = raster.getTransferType();
        this.real = type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE;
        int components = colours.getNumColorComponents();
        this.direct = colours instanceof ComponentColorModel
                && (components == 1
                        || (components == 3 && colours.getColorSpace().isCS_sRGB()));
        this.channels = direct && components == 1 ? 1 : 3;
        this.deep = real || colours.getComponentSize(0) > 8;
        double most = real ? 1 : greatest(type);
        double range = deep ? look.white() - look.black() : 1;
        this.scale = 255 / (range * most);
        this.shift = deep ? -255 * look.black() / range : 0;
        this.palette = colours instanceof IndexColorModel index ? palette(index) : null;
    }

    private double greatest(int type) {
        int bits = colours.getComponentSize(0) - (type == DataBuffer.TYPE_SHORT ? 1 : 0);
        return Math.pow(2, bits) - 1;
    }

    /** 1 for grey, 3 for RGB. */
    int channels() {
        return channels;
    }

    /** Whether values of black and white apply. */
    boolean isDeep() {
        return deep;
    }

    private float[] palette(IndexColorModel index) {
        float[] values = new float[3 * index.getMapSize()];
        for (int i = 0; i < index.getMapSize(); i++) {
            put(values, 3 * i, index.getRGB(i));
        }
        return values;
    }

    private void put(float[] target, int at, int argb) {
        float part = (argb >>> 24) / 255f;
        float rest = behind * (1 - part);
        target[at] = part * (argb >> 16 & 0xFF) + rest;
        target[at + 1] = part * (argb >> 8 & 0xFF) + rest;
        target[at + 2] = part * (argb & 0xFF) + rest;
    }

    /** Writes pixels {@code left … left + width − 1} of row {@code y} to the start of {@code target}. */
    void read(int left, int y, int width, float[] target) {
        if (palette != null) {
            whole = raster.getSamples(left, y, width, 1, 0, sized(whole, width));
            for (int x = 0; x < width; x++) {
                // An index beyond the palette is black, as in other programs.
                int from = 3 * whole[x];
                for (int c = 0; c < 3; c++) {
                    target[3 * x + c] = from < palette.length ? palette[from + c] : 0;
                }
            }
        } else if (!direct) {
            whole = image.getRGB(left, y, width, 1, sized(whole, width), 0, width);
            for (int x = 0; x < width; x++) {
                put(target, 3 * x, whole[x]);
            }
        } else if (!alpha
                && raster.getSampleModel() instanceof ComponentSampleModel model
                && raster.getDataBuffer() instanceof DataBufferByte bytes
                && !deep
                && colours.getComponentSize(0) == 8) {
            readBytes(model, bytes, left, y, width, target);
        } else {
            readSamples(left, y, width, target);
        }
    }

    private void readBytes(
            ComponentSampleModel model, DataBufferByte bytes, int left, int y, int width, float[] target) {
        int column = left - raster.getSampleModelTranslateX();
        int row = y - raster.getSampleModelTranslateY();
        int step = model.getPixelStride();
        for (int c = 0; c < channels; c++) {
            int bank = model.getBankIndices()[c];
            byte[] data = bytes.getData(bank);
            int at = bytes.getOffsets()[bank]
                    + row * model.getScanlineStride()
                    + column * step
                    + model.getBandOffsets()[c];
            for (int x = c; x < width * channels; x += channels) {
                target[x] = data[at] & 0xFF;
                at += step;
            }
        }
    }

    private void readSamples(int left, int y, int width, float[] target) {
        if (numbers.length < width * bands) {
            numbers = new float[width * bands];
        }
        raster.getPixels(left, y, width, 1, numbers);
        boolean multiplied = colours.isAlphaPremultiplied();
        double mostAlpha = real ? 1 : Math.pow(2, colours.getComponentSize(bands - 1)) - 1;
        for (int x = 0; x < width; x++) {
            int at = x * bands;
            double part = alpha ? Math.max(0, Math.min(1, numbers[at + bands - 1] / mostAlpha)) : 1;
            for (int c = 0; c < channels; c++) {
                double sample = numbers[at + c];
                if (multiplied) {
                    sample = part == 0 ? 0 : sample / part;
                }
                double value = Math.max(0, Math.min(255, sample * scale + shift)); // of NaN, 0
                target[x * channels + c] = (float) (part * (value > 0 ? value : 0) + (1 - part) * behind);
            }
        }
    }

    /**
     * The least and the greatest value among pixels that are not transparent, in the units of {@link PictureLook}; the
     * least is above the greatest if there are none. Infinite numbers do not count.
     */
    double[] range() {
        double[] ends = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        int width = image.getWidth();
        numbers = new float[width * bands];
        double most = real ? 1 : greatest(raster.getTransferType());
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, numbers);
            for (int at = 0; at < numbers.length; at += bands) {
                if (alpha && numbers[at + bands - 1] == 0) {
                    continue;
                }
                for (int c = 0; c < channels; c++) {
                    double value = numbers[at + c] / most;
                    if (Math.abs(value) <= Float.MAX_VALUE) {
                        ends[0] = Math.min(ends[0], value);
                        ends[1] = Math.max(ends[1], value);
                    }
                }
            }
        }
        return ends;
    }

    private static int[] sized(int[] array, int length) {
        return array.length < length ? new int[length] : array;
    }
}
