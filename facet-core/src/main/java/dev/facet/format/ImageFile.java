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
 * Reads picture files: PNG, JPEG (CMYK and YCCK too), GIF (the first frame), BMP, WebP, and PBM, PGM, PPM. The content
 * decides the format, not the name. All sizes in a file are checked before any pixel is decoded, and a file that
 * decodes only in part is refused.
 *
 * <p>The JDK and TwelveMonkeys decode, except for {@link Pnm}. Both allocate memory by what a file claims, so {@link
 * PngCheck} and its like check the parts of each file first and drop those that the pixels do not need. Malformed
 * content throws a {@link FormatException}, a picture that needs more memory than there is a {@link MemoryException},
 * and nothing throws anything else. Thread-safe: every call has its own reader.
 */
public final class ImageFile {
    /** Most pixels an image may have. A decoded image of this size takes 400 MB. */
    public static final long MAX_PIXELS = 100_000_000L;

    private static final System.Logger LOG = System.getLogger(ImageFile.class.getName());

    /** Memory in bytes that, if free after a failed decoding, proves that the decoder alone used it up. */
    private static final long PLENTY = 16L << 20;

    private ImageFile() {}

    /** The supported formats. */
    public enum Format {
        PNG,
        JPEG,
        GIF,
        BMP,
        WEBP,
        PNM
    }

    /**
     * What is known without decoding.
     *
     * @param width in pixels, as stored
     * @param height in pixels, as stored
     * @param channels 1 (grey) or 3 (colour), not counting alpha
     * @param orientation the turn that makes the stored picture upright, 1 to 8 as Exif numbers it; 1 is none
     */
    public record Header(int width, int height, int channels, int orientation) {}

    /** The format by the first bytes of {@code content}, of which 32 are enough; empty if it is no picture. */
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
        // Two letters are a weak signature, so the size of the second header must be a known one.
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
     * @param file the name for messages
     * @param content the whole file
     */
    public static Header header(Path file, byte[] content) throws FormatException {
        CheckedPicture picture = check(file, content);
        try {
            return guarded(file, picture, () -> {
                if (picture.format() == Format.PNM) {
                    return new Pnm(file, content).header();
                }
                return read(picture, reader -> {
                    ColorModel colors = reader.getImageTypes(0).next().getColorModel();
                    return new Header(
                            picture.width(), picture.height(), isGrey(colors) ? 1 : 3, ExifOrientation.of(content));
                });
            });
        } catch (OutOfMemoryError e) {
            if (!isTrap(picture)) {
                throw e; // other threads used it up
            }
            throw trap(file, picture, e);
        }
    }

    /**
     * Decodes the image, or the first of several.
     *
     * @param file the name for messages
     * @param content the whole file
     * @return an image of any type, 8 or 16 bit, with or without palette and alpha; not turned
     * @throws MemoryException if the picture needs more memory than Java may use
     */
    public static BufferedImage decode(Path file, byte[] content) throws FormatException, MemoryException {
        CheckedPicture picture = check(file, content);
        String instead = "make the picture smaller";
        MemoryException.check(file, picture.memory(), instead);
        try {
            return guarded(
                    file,
                    picture,
                    () -> picture.format() == Format.PNM
                            ? new Pnm(file, content).decode()
                            : read(picture, reader -> decode(file, reader)));
        } catch (OutOfMemoryError e) {
            if (!isTrap(picture)) {
                throw MemoryException.of(file, picture.memory(), instead);
            }
            throw trap(file, picture, e);
        }
    }

    private static BufferedImage decode(Path file, ImageReader reader) throws IOException {
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

    /** Checks the parts of a file, whose sizes are then known to fit it. */
    private static CheckedPicture check(Path file, byte[] content) throws FormatException {
        Format format = detect(content)
                .orElseThrow(() -> new FormatException(
                        file,
                        content.length == 0
                                ? "is empty"
                                : "is not an image of a kind Facet reads (PNG, JPEG, GIF, BMP, WebP, PBM, PGM, PPM)"
                                        + FileKind.of(content)
                                                .map(kind -> "; it seems to be " + kind)
                                                .orElse("")));
        return switch (format) {
            case PNG -> PngCheck.check(file, content);
            case JPEG -> JpegCheck.check(file, content);
            case GIF -> GifCheck.check(file, content);
            case BMP -> BmpCheck.check(file, content);
            case WEBP -> WebpCheck.check(file, content);
            case PNM -> {
                Header header = new Pnm(file, content).header();
                new PictureBytes(file, content, ByteOrder.BIG_ENDIAN).checkSize(header.width(), header.height());
                yield new CheckedPicture(Format.PNM, content, header.width(), header.height(), header.channels());
            }
        };
    }

    @FunctionalInterface
    private interface Reading<T> {
        T get() throws IOException;
    }

    @FunctionalInterface
    private interface Using<T> {
        T from(ImageReader reader) throws IOException;
    }

    private static <T> T guarded(Path file, CheckedPicture picture, Reading<T> reading) throws FormatException {
        try {
            return reading.get();
        } catch (FormatException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Decoders throw all kinds of exceptions at malformed content.
            throw new FormatException(file, "cannot be decoded as " + picture.format() + ": " + reason(e), e);
        }
    }

    /** Whether much memory is free again after an OutOfMemoryError: then this decoder alone used it up. */
    private static boolean isTrap(CheckedPicture picture) {
        Runtime java = Runtime.getRuntime();
        return java.maxMemory() - java.totalMemory() + java.freeMemory() > 4 * picture.memory() + PLENTY;
    }

    /**
     * The exception for a decoder that took far more memory than the pixels need, which only a false claim in the file
     * can cause.
     */
    private static FormatException trap(Path file, CheckedPicture picture, OutOfMemoryError e) {
        LOG.log(
                System.Logger.Level.WARNING,
                file + ": decoding it as " + picture.format() + " took all memory (" + e.getMessage() + ")");
        return new FormatException(
                file,
                "cannot be decoded as " + picture.format() + ": it makes the decoder take far more memory than its "
                        + picture.width() + "×" + picture.height() + " pixels need; it is damaged or made to do harm",
                e);
    }

    private static <T> T read(CheckedPicture picture, Using<T> reading) throws IOException {
        ImageReader reader =
                ImageIO.getImageReadersByFormatName(picture.format().name()).next();
        // A stream in memory, because ImageIO's own streams use cache files unless a global setting is changed.
        try (ContentStream stream = new ContentStream(picture.content())) {
            reader.setInput(stream, false, true);
            if (reader.getWidth(0) != picture.width() || reader.getHeight(0) != picture.height()) {
                throw new IOException("it has two sizes, " + picture.width() + "×" + picture.height() + " and "
                        + reader.getWidth(0) + "×" + reader.getHeight(0));
            }
            return reading.from(reader);
        } finally {
            reader.dispose();
        }
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

    /**
     * Whether a decoder's warning means that pixels are wrong. Other warnings are about colour profiles, Exif and the
     * like.
     */
    private static boolean isDamage(String warning) {
        return warning.contains("Truncated")
                || warning.contains("remature")
                || (warning.contains("Corrupt") && !warning.contains("extraneous"));
    }

    private static String reason(Throwable e) {
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
     * The content as a stream for decoders. Some decoders take the end of a damaged file for endless zeros and decode
     * these for minutes. This stream fails after a generous look-ahead instead.
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
