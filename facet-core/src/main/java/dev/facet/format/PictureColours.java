package dev.facet.format;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

import org.jspecify.annotations.Nullable;

/**
 * Finishes decoded pixels by what the check of their file found out: makes one colour transparent, converts colours by
 * the file's profile to sRGB, and puts a part onto its canvas. Grey stays grey, and 16 bits stay 16 bits.
 */
final class PictureColours {
    private static final int ROWS = 64;

    private PictureColours() {}

    static BufferedImage finish(BufferedImage decoded, PictureTraits traits) {
        BufferedImage image = decoded;
        if (traits.transparent() != null) {
            image = withTransparent(image, traits.transparent());
        }
        if (traits.profile() != null) {
            image = converted(image, traits.profile());
        }
        return traits.place() == null ? image : placed(image, traits.place());
    }

    /** An empty image with samples side by side. */
    static BufferedImage image(int width, int height, int channels, int bits, boolean alpha) {
        int type = bits == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
        ColorModel colours = new ComponentColorModel(
                ColorSpace.getInstance(channels == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
                alpha,
                false,
                alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                type);
        WritableRaster raster =
                Raster.createInterleavedRaster(type, width, height, channels + (alpha ? 1 : 0), new Point(0, 0));
        return new BufferedImage(colours, raster, false, null);
    }

    private static BufferedImage withTransparent(BufferedImage image, int[] colour) {
        Raster from = image.getRaster();
        int channels = colour.length;
        if (from.getNumBands() < channels) {
            return image;
        }
        int size = from.getSampleModel().getSampleSize(0);
        int bits = size == 16 ? 16 : 8;
        int scale = ((1 << bits) - 1) / ((1 << size) - 1);
        int most = (1 << bits) - 1;
        int width = image.getWidth();
        BufferedImage result = image(width, image.getHeight(), channels, bits, true);
        int[] target = new int[width * (channels + 1)];
        int[] source = new int[width * from.getNumBands()];
        for (int y = 0; y < image.getHeight(); y++) {
            from.getPixels(0, y, width, 1, source);
            for (int x = 0; x < width; x++) {
                boolean clear = true;
                for (int c = 0; c < channels; c++) {
                    int sample = source[x * from.getNumBands() + c];
                    clear &= sample == colour[c];
                    target[x * (channels + 1) + c] = sample * scale;
                }
                target[x * (channels + 1) + channels] = clear ? 0 : most;
            }
            result.getRaster().setPixels(0, y, width, 1, target);
        }
        return result;
    }

    /** Converts to sRGB; without effect if the library does not take the profile. */
    private static BufferedImage converted(BufferedImage image, byte[] icc) {
        try {
            ICC_Profile profile = ICC_Profile.getInstance(icc);
            ColorConvertOp toStandard =
                    new ColorConvertOp(new ICC_Profile[] {profile, ICC_Profile.getInstance(ColorSpace.CS_sRGB)}, null);
            ColorModel colours = image.getColorModel();
            if (profile.getNumComponents() == 1) {
                return colours instanceof ComponentColorModel ? grey(image, toStandard) : image;
            }
            if (colours instanceof IndexColorModel palette) {
                return palette(image, palette, toStandard);
            }
            BufferedImage samples = colours instanceof ComponentColorModel ? image : copy(image);
            rows(samples.getRaster(), toStandard);
            return samples;
        } catch (CMMException | IllegalArgumentException e) {
            return image;
        }
    }

    /** Converts grey by a table of all values that a sample can have. */
    private static BufferedImage grey(BufferedImage image, ColorConvertOp toStandard) {
        WritableRaster raster = image.getRaster();
        int type = raster.getTransferType();
        if (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT) {
            return image;
        }
        int values = 1 << raster.getSampleModel().getSampleSize(0);
        WritableRaster all = Raster.createInterleavedRaster(type, values, 1, 1, new Point(0, 0));
        for (int v = 0; v < values; v++) {
            all.setSample(v, 0, 0, v);
        }
        WritableRaster converted = Raster.createInterleavedRaster(type, values, 1, 3, new Point(0, 0));
        toStandard.filter(all, converted);
        int[] table = converted.getSamples(0, 0, values, 1, 1, (int[]) null);
        int[] row = new int[raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, row.length, 1, 0, row);
            for (int x = 0; x < row.length; x++) {
                row[x] = table[row[x]];
            }
            raster.setSamples(0, y, row.length, 1, 0, row);
        }
        return image;
    }

    private static BufferedImage palette(BufferedImage image, IndexColorModel palette, ColorConvertOp toStandard) {
        int size = palette.getMapSize();
        WritableRaster colours = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, size, 1, 3, new Point(0, 0));
        byte[] alpha = new byte[size];
        for (int i = 0; i < size; i++) {
            colours.setPixel(i, 0, new int[] {palette.getRed(i), palette.getGreen(i), palette.getBlue(i)});
            alpha[i] = (byte) palette.getAlpha(i);
        }
        rows(colours, toStandard);
        byte[][] bands = new byte[3][size];
        for (int i = 0; i < 3 * size; i++) {
            bands[i % 3][i / 3] = (byte) colours.getSample(i / 3, 0, i % 3);
        }
        ColorModel changed = new IndexColorModel(palette.getPixelSize(), size, bands[0], bands[1], bands[2], alpha);
        return new BufferedImage(changed, image.getRaster(), false, null);
    }

    /** Converts the first three bands in place, some rows at a time. */
    private static void rows(WritableRaster raster, ColorConvertOp toStandard) {
        int type = raster.getTransferType();
        if (raster.getNumBands() < 3 || (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT)) {
            return;
        }
        int[] colours = {0, 1, 2};
        int width = raster.getWidth();
        for (int y = 0; y < raster.getHeight(); y += ROWS) {
            int rows = Math.min(ROWS, raster.getHeight() - y);
            WritableRaster part = raster.createWritableChild(0, y, width, rows, 0, 0, colours);
            WritableRaster from = Raster.createInterleavedRaster(type, width, rows, 3, new Point(0, 0));
            from.setRect(part);
            WritableRaster to = from.createCompatibleWritableRaster();
            toStandard.filter(from, to);
            part.setRect(to);
        }
    }

    private static BufferedImage copy(BufferedImage image) {
        BufferedImage copy = image(
                image.getWidth(), image.getHeight(), 3, 8, image.getColorModel().hasAlpha());
        copyTo(copy, image, 0, 0);
        return copy;
    }

    /** The image on its canvas, which is transparent elsewhere. */
    private static BufferedImage placed(BufferedImage image, PictureTraits.Place place) {
        boolean grey = isGrey(image.getColorModel());
        int bits = image.getColorModel().getComponentSize(0) == 16 ? 16 : 8;
        BufferedImage canvas = grey || bits == 16
                ? image(place.width(), place.height(), grey ? 1 : 3, bits, true)
                : new BufferedImage(place.width(), place.height(), BufferedImage.TYPE_4BYTE_ABGR);
        if (!grey && bits == 8) {
            copyTo(canvas, image, place.x(), place.y());
            return canvas;
        }
        Raster from = image.getRaster();
        WritableRaster to = canvas.getRaster();
        int opaque = (1 << bits) - 1;
        int colours = to.getNumBands() - 1;
        int[] source = new int[from.getNumBands()];
        int[] target = new int[colours + 1];
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                from.getPixel(x, y, source);
                System.arraycopy(source, 0, target, 0, colours);
                target[colours] = source.length > colours ? source[colours] : opaque;
                to.setPixel(place.x() + x, place.y() + y, target);
            }
        }
        return canvas;
    }

    private static void copyTo(BufferedImage target, BufferedImage source, int x, int y) {
        int width = source.getWidth();
        int @Nullable [] row = null;
        for (int line = 0; line < source.getHeight(); line++) {
            row = source.getRGB(0, line, width, 1, row, 0, width);
            target.setRGB(x, y + line, width, 1, row, 0, width);
        }
    }

    /** Whether samples are grey as they are, not by a palette; Java would put them through a curve. */
    private static boolean isGrey(ColorModel colours) {
        return colours instanceof ComponentColorModel && colours.getNumColorComponents() == 1;
    }
}
