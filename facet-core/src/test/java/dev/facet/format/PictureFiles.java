package dev.facet.format;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Small picture files of every kind, and parts to put into them, for tests. */
public final class PictureFiles {
    private static final byte[] ICC = ascii("ICC_PROFILE\0");

    private PictureFiles() {}

    /** Valid files of 24×20 pixels with something in them, of all kinds that have parts of their own. */
    public static Map<String, byte[]> all() {
        BufferedImage rgb = picture(BufferedImage.TYPE_INT_RGB);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("png", encoded("png", rgb));
        files.put(
                "png with more",
                pngWith(encoded("png", rgb), "iCCP", profileChunk(profile()), "tEXt", ascii("Title\0x")));
        files.put("png palette", encoded("png", picture(BufferedImage.TYPE_BYTE_INDEXED)));
        files.put("png 16 bit", encoded("png", picture(BufferedImage.TYPE_USHORT_GRAY)));
        files.put("png transparent", pngWith(encoded("png", rgb), "tRNS", new byte[6], "eXIf", new byte[20]));
        files.put("png profile", pngWith(encoded("png", rgb), "iCCP", profileChunk(linearProfile())));
        files.put("png animated", pngAnimated());
        files.put("jpeg", encoded("jpg", rgb));
        files.put("jpeg with profile", jpegWithProfile(encoded("jpg", rgb), profile()));
        files.put("jpeg linear", jpegWithProfile(encoded("jpg", rgb), linearProfile()));
        files.put("jpeg progressive", progressive(rgb));
        files.put("jpeg ycck", resource("ycck.jpg"));
        files.put("gif", encoded("gif", rgb));
        files.put("bmp", encoded("bmp", rgb));
        files.put("bmp rle", bmpPacked());
        files.put("webp lossy", resource("lossy.webp"));
        files.put("webp lossless", resource("lossless.webp"));
        files.put("webp alpha", resource("alpha.webp"));
        files.put("webp with profile", webpWithProfile(resource("lossy.webp"), profile()));
        files.put("webp animated", webpAnimated(resource("lossy.webp")));
        files.putAll(TiffFiles.all());
        files.put("pgm", ascii("P5 6 4 255\n0123456789abcdefghijklmn"));
        files.put("ppm plain", ascii("P3 # c\n2 2 255\n" + "10 200 30 ".repeat(4)));
        return files;
    }

    /** Smooth colours with a little noise. */
    static BufferedImage picture(int type) {
        Random random = new Random(1);
        BufferedImage image = new BufferedImage(24, 20, type);
        for (int y = 0; y < 20; y++) {
            for (int x = 0; x < 24; x++) {
                image.setRGB(x, y, (x * 10) << 16 | (y * 12) << 8 | random.nextInt(64));
            }
        }
        return image;
    }

    public static byte[] encoded(String format, BufferedImage image) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThat(ImageIO.write(image, format, out)).isTrue();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] progressive(BufferedImage image) {
        return written("jpg", image, param -> param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT));
    }

    private static byte[] bmpPacked() {
        return written("bmp", picture(BufferedImage.TYPE_BYTE_INDEXED), param -> {
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionType("BI_RLE8");
        });
    }

    private static byte[] written(
            String format, BufferedImage image, java.util.function.Consumer<ImageWriteParam> how) {
        ImageWriter writer = ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), format)
                .next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream target = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            how.accept(param);
            writer.setOutput(target);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(PictureFiles.class.getResourceAsStream("/images/" + name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The colour profile of sRGB. */
    static byte[] profile() {
        return ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    }

    /** The profile with another size in its header. */
    public static byte[] profileThatClaims(int size) {
        return ByteBuffer.wrap(profile()).putInt(0, size).array();
    }

    public static byte[] jpegWithProfile(byte[] jpeg, byte[] profile) {
        ByteBuffer out = ByteBuffer.allocate(jpeg.length + 18 + profile.length);
        out.put(jpeg, 0, 2).putShort((short) 0xFFE2).putShort((short) (16 + profile.length));
        out.put(ICC).put((byte) 1).put((byte) 1).put(profile);
        return out.put(jpeg, 2, jpeg.length - 2).array();
    }

    /** The extended form of a simple lossy file of 32×32 pixels. */
    static byte[] webpWithProfile(byte[] simple, byte[] profile) {
        return webp(32, 32, 0x20, chunk("ICCP", profile), java.util.Arrays.copyOfRange(simple, 12, simple.length));
    }

    /** An extended WebP file with the parts given. */
    static byte[] webp(int width, int height, int flags, byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(flags)
                .putInt(4, (width - 1) | (height - 1) << 24)
                .put(8, (byte) ((height - 1) >> 8))
                .put(9, (byte) ((height - 1) >> 16));
        out.writeBytes(ascii("WEBP"));
        out.writeBytes(chunk("VP8X", header.array()));
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return chunk("RIFF", out.toByteArray());
    }

    /** A chunk of a RIFF file. */
    static byte[] chunk(String type, byte[] content) {
        ByteBuffer out =
                ByteBuffer.allocate(8 + content.length + content.length % 2).order(ByteOrder.LITTLE_ENDIAN);
        return out.put(ascii(type)).putInt(content.length).put(content).array();
    }

    /** A PNG file with chunks put behind its first, each a type and a content. */
    public static byte[] pngWith(byte[] png, Object... chunks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, 33);
        for (int i = 0; i < chunks.length; i += 2) {
            out.writeBytes(pngChunk((String) chunks[i], (byte[]) chunks[i + 1]));
        }
        out.write(png, 33, png.length - 33);
        return out.toByteArray();
    }

    /** A PNG file of 16-bit RGBA with a valid header and checksums. */
    public static byte[] pngOf(int width, int height, byte[] data) {
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height).put(new byte[] {16, 6, 0, 0, 0});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        out.writeBytes(pngChunk("IHDR", header.array()));
        out.writeBytes(pngChunk("IDAT", data));
        out.writeBytes(pngChunk("IEND", new byte[0]));
        return out.toByteArray();
    }

    static byte[] pngChunk(String type, byte[] content) {
        ByteBuffer out = ByteBuffer.allocate(12 + content.length);
        out.putInt(content.length).put(ascii(type)).put(content);
        CRC32 sum = new CRC32();
        sum.update(out.array(), 4, 4 + content.length);
        return out.putInt((int) sum.getValue()).array();
    }

    /** A profile that is not that of sRGB. */
    static byte[] linearProfile() {
        return ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    }

    /** An animation of 30×30 pixels whose first frame, 24×20 pixels at 3, 4, is not its picture for old programs. */
    private static byte[] pngAnimated() {
        byte[] frame = encoded("png", picture(BufferedImage.TYPE_INT_RGB));
        byte[] old = encoded("png", new BufferedImage(30, 30, BufferedImage.TYPE_INT_RGB));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] start = pngWith(old, "acTL", new byte[8]);
        out.write(start, 0, start.length - 12);
        ByteBuffer control = ByteBuffer.allocate(26)
                .putInt(0)
                .putInt(24)
                .putInt(20)
                .putInt(3)
                .putInt(4);
        out.writeBytes(pngChunk("fcTL", control.array()));
        for (int at = 8; at < frame.length; at += 12 + ByteBuffer.wrap(frame).getInt(at)) {
            int length = ByteBuffer.wrap(frame).getInt(at);
            if (frame[at + 4] == 'I' && frame[at + 5] == 'D') {
                ByteBuffer data = ByteBuffer.allocate(4 + length).putInt(1).put(frame, at + 8, length);
                out.writeBytes(pngChunk("fdAT", data.array()));
            }
        }
        out.writeBytes(pngChunk("IEND", new byte[0]));
        return out.toByteArray();
    }

    /** An animation of 40×36 pixels with a frame of 32×32 pixels. */
    private static byte[] webpAnimated(byte[] simple) {
        ByteBuffer frame = ByteBuffer.allocate(16 + simple.length - 12).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(0, 2).putInt(3, 1).putInt(6, 31).putInt(9, 31);
        frame.position(16).put(simple, 12, simple.length - 12);
        return webp(40, 36, 0x02, chunk("ANIM", new byte[6]), chunk("ANMF", frame.array()));
    }

    private static byte[] profileChunk(byte[] profile) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("sRGB\0\0"));
        try (java.util.zip.DeflaterOutputStream deflater = new java.util.zip.DeflaterOutputStream(out)) {
            deflater.write(profile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A grey PNG of one value. */
    public static byte[] grey(int width, int height, int value) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, value);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
