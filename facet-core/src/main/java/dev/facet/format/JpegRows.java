package dev.facet.format;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;

import javax.imageio.ImageReadParam;

/**
 * Decodes JPEG files row by row. The JDK's decoder hands each row to the raster of its destination. This raster passes
 * it on and keeps nothing, so neither memory for the picture nor time to fill it is needed. A progressive file comes
 * once for each scan, better each time; only the last pass counts.
 */
final class JpegRows extends WritableRaster {
    private final ImageFile.Rows rows;
    private final int channels;
    private final int passes;
    private final byte[] line;
    private int pass;
    private int next;

    private JpegRows(int width, int height, int channels, int passes, ImageFile.Rows rows) {
        super(model(width, height, channels), new DataBufferByte(1), new Point(0, 0));
        this.rows = rows;
        this.passes = passes;
        this.channels = channels;
        this.line = new byte[width * channels];
    }

    /** Returns false if the decoder does not hand over all rows in order. */
    static boolean read(Path file, CheckedPicture picture, ImageFile.Rows rows) throws IOException {
        int channels = picture.traits().channels();
        JpegRows raster = new JpegRows(
                picture.width(), picture.height(), channels, picture.traits().scans(), rows);
        ColorSpace colours = ColorSpace.getInstance(channels == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
        BufferedImage target = new BufferedImage(
                new ComponentColorModel(colours, false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE),
                raster,
                false,
                null);
        return PictureDecoder.read(PictureDecoder.own(ImageFile.Format.JPEG), picture, reader -> {
            ImageReadParam param = reader.getDefaultReadParam();
            param.setDestination(target);
            PictureDecoder.decode(file, reader, param);
            return raster.next == picture.height() && raster.pass == raster.passes;
        });
    }

    private static PixelInterleavedSampleModel model(int width, int height, int channels) {
        int[] offsets = channels == 1 ? new int[] {0} : new int[] {0, 1, 2};
        return new PixelInterleavedSampleModel(
                DataBuffer.TYPE_BYTE, width, height, channels, channels * width, offsets);
    }

    @Override
    public WritableRaster createWritableChild(int x, int y, int width, int height, int left, int top, int[] bands) {
        return this;
    }

    @Override
    public void setRect(int x, int y, Raster source) {
        boolean whole = x == 0
                && source.getHeight() == 1
                && source.getWidth() == getWidth()
                && source.getNumBands() == channels
                && (y == next || y == 0);
        if (!whole) {
            next = Integer.MIN_VALUE;
            return;
        }
        pass += y == 0 ? 1 : 0;
        next = y + 1;
        if (pass == passes) {
            source.getDataElements(source.getMinX(), source.getMinY(), getWidth(), 1, line);
            rows.row(y, line, channels);
        }
    }
}
