package dev.facet.format;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads picture files: PNG, JPEG (CMYK and YCCK too), GIF (the first frame), BMP, WebP, and PBM, PGM, PPM. What a file is, its
 * content says, not its name. The size in the header is checked before any pixel is decoded, and a file that decodes only in
 * part is refused.
 *
 * <p>Decoding is left to the JDK and to TwelveMonkeys, but for {@link Pnm}; what this class adds is that malformed content ends in a
 * {@link FormatException} and in nothing else. Thread-safe: every call has a reader of its own.
 */
public final class ImageFile {
    /** Most pixels an image may have. A decoded image of this size takes 400 MB. */
    public static final long MAX_PIXELS = 100_000_000L;

    // Past what any of the formats makes of a picture that shows something: a header that lies, or a trap.
    private static final long MAX_PIXELS_PER_BYTE = 20_000;
    private static final long SMALL_PIXELS = 250_000;

    private ImageFile() {}

    /** The formats read. */
    public enum Format {
        PNG,
        JPEG,
        GIF,
        BMP,
        WEBP,
        PNM
    }

    /**
     * What can be known without decoding.
     *
     * @param width in pixels, as stored
     * @param height in pixels, as stored
     * @param channels 1 (grey) or 3 (colour); alpha does not count
     * @param orientation how the stored picture is to be turned to stand upright, 1 to 8 as Exif numbers it; 1 is not at all
     */
    public record Header(int width, int height, int channels, int orientation) {}

    /** What {@code content} starts as, if it is a picture; some 32 bytes are enough. */
    public static Optional<Format> detect(byte[] content) {
        if (starts(content, 0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(Format.PNG);
        }
        if (starts(content, 0, "\u00ff\u00d8\u00ff")) {
            return Optional.of(Format.JPEG);
        }
        if (starts(content, 0, "GIF87a") || starts(content, 0, "GIF89a")) {
            return Optional.of(Format.GIF);
        }
        if (starts(content, 0, "RIFF") && starts(content, 8, "WEBP")) {
            return Optional.of(Format.WEBP);
        }
        // Two letters are little to go by, so the size of the second header must be one of those there are.
        if (starts(content, 0, "BM") && content.length >= 18) {
            return switch (little(content).getInt(14)) {
                case 12, 40, 52, 56, 64, 108, 124 -> Optional.of(Format.BMP);
                default -> Optional.empty();
            };
        }
        boolean pnm = content.length >= 4
                && content[0] == 'P'
                && content[1] >= '1'
                && content[1] <= '6'
                && isSpace(content[2])
                && (isSpace(content[3]) || content[3] == '#' || (content[3] >= '0' && content[3] <= '9'));
        return pnm ? Optional.of(Format.PNM) : Optional.empty();
    }

    /**
     * Reads the header.
     *
     * @param file what messages name
     * @param content the whole file
     */
    public static Header header(Path file, byte[] content) throws FormatException {
        return guarded(
                file,
                format -> format == Format.PNM
                        ? checked(file, new Pnm(file, content).header(), content)
                        : read(format, content, reader -> header(file, reader, content)),
                content);
    }

    /**
     * Decodes the image, or the first of several.
     *
     * @param file what messages name
     * @param content the whole file
     * @return an image of any type, 8 or 16 bit, with a palette or not, with alpha or not; not turned
     */
    public static BufferedImage decode(Path file, byte[] content) throws FormatException {
        return guarded(
                file,
                format -> {
                    if (format == Format.PNM) {
                        Pnm image = new Pnm(file, content);
                        checked(file, image.header(), content);
                        return image.decode();
                    }
                    return read(format, content, reader -> decode(file, reader, content));
                },
                content);
    }

    private static BufferedImage decode(Path file, ImageReader reader, byte[] content) throws IOException {
        header(file, reader, content);
        List<String> damage = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> {
            if (isDamage(warning)) {
                damage.add(warning);
            }
        });
        BufferedImage image = reader.read(0);
        if (!damage.isEmpty()) {
            throw new FormatException(file, "is damaged: " + damage.get(0));
        }
        return image;
    }

    @FunctionalInterface
    private interface Reading<S, T> {
        T from(S source) throws IOException;
    }

    private static <T> T guarded(Path file, Reading<Format, T> reading, byte[] content) throws FormatException {
        Format format = detect(content)
                .orElseThrow(() -> new FormatException(
                        file,
                        content.length == 0
                                ? "is empty"
                                : "is not an image of a kind Facet reads (PNG, JPEG, GIF, BMP, WebP, PBM, PGM, PPM)"
                                        + FileKind.of(content)
                                                .map(kind -> "; it seems to be " + kind)
                                                .orElse("")));
        checkLength(file, format, content);
        try {
            return reading.from(format);
        } catch (FormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders meet malformed content with all kinds of unchecked exceptions.
            throw new FormatException(file, "cannot be decoded as " + format + ": " + reason(e), e);
        }
    }

    private static <T> T read(Format format, byte[] content, Reading<ImageReader, T> reading) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format.name()).next();
        // A stream in memory, because those ImageIO makes are backed by cache files unless a global setting is changed.
        try (ContentStream stream = new ContentStream(content)) {
            reader.setInput(stream, false, true);
            return reading.from(reader);
        } finally {
            reader.dispose();
        }
    }

    private static Header header(Path file, ImageReader reader, byte[] content) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        int orientation = ExifOrientation.of(content);
        checked(file, new Header(width, height, 3, orientation), content);
        ColorModel colors = reader.getImageTypes(0).next().getColorModel();
        return new Header(width, height, isGrey(colors) ? 1 : 3, orientation);
    }

    private static Header checked(Path file, Header header, byte[] content) throws FormatException {
        if (header.width() < 1 || header.height() < 1) {
            throw new FormatException(file, "claims a size of " + header.width() + "×" + header.height() + " pixels");
        }
        long pixels = (long) header.width() * header.height();
        String size = header.width() + "×" + header.height() + " pixels";
        if (pixels > MAX_PIXELS) {
            throw new FormatException(
                    file, "has " + size + "; more than " + MAX_PIXELS / 1_000_000 + " million are not decoded");
        }
        if (pixels > SMALL_PIXELS && pixels / MAX_PIXELS_PER_BYTE > content.length) {
            throw new FormatException(file, "claims " + size + " in " + content.length + " bytes");
        }
        return header;
    }

    private static boolean isGrey(ColorModel colors) {
        if (!(colors instanceof IndexColorModel palette)) {
            return colors.getNumColorComponents() == 1;
        }
        for (int i = 0; i < palette.getMapSize(); i++) {
            if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
                return false;
            }
        }
        return true;
    }

    /** Decoders fill in what a cut-off BMP or WebP lacks; the headers of these say how much there should be. */
    private static void checkLength(Path file, Format format, byte[] content) throws FormatException {
        long least = 0;
        if (format == Format.WEBP) {
            least = 8 + Integer.toUnsignedLong(little(content).getInt(4));
        } else if (format == Format.BMP
                && content.length >= 34
                && little(content).getInt(14) >= 40) {
            ByteBuffer header = little(content);
            long row = (Math.abs((long) header.getInt(18)) * header.getShort(28) + 31) / 32 * 4;
            boolean compressed = header.getInt(30) == 1 || header.getInt(30) == 2;
            least = compressed
                    ? 0
                    : Integer.toUnsignedLong(header.getInt(10)) + row * Math.abs((long) header.getInt(22));
        }
        if (least > content.length) {
            throw new FormatException(file, "is cut off: " + content.length + " bytes of " + least);
        }
    }

    /** Which of a decoder's warnings mean that pixels are wrong. Others are about colour profiles, Exif and the like. */
    private static boolean isDamage(String warning) {
        return warning.contains("Truncated")
                || warning.contains("remature")
                || (warning.contains("Corrupt") && !warning.contains("extraneous"));
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static boolean starts(byte[] content, int at, String bytes) {
        if (content.length < at + bytes.length()) {
            return false;
        }
        for (int i = 0; i < bytes.length(); i++) {
            if ((content[at + i] & 0xFF) != bytes.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    private static ByteBuffer little(byte[] content) {
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The content as decoders read it. Some take the end of a damaged file for an endless row of zeros and decode these for
     * minutes; this stream ends that after a generous look-ahead.
     */
    private static final class ContentStream extends MemoryCacheImageInputStream {
        private static final int LOOK_AHEAD = 4096;

        private int readsPastEnd;

        ContentStream(byte[] content) {
            super(new ByteArrayInputStream(content));
        }

        @Override
        public int read() throws IOException {
            return counted(super.read());
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return counted(super.read(target, offset, length));
        }

        private int counted(int result) throws IOException {
            if (result < 0 && ++readsPastEnd > LOOK_AHEAD) {
                throw new IOException("the content ends early");
            }
            return result;
        }
    }
}
