package dev.facet.format;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads picture files: PNG, JPEG (CMYK and YCCK too), GIF, BMP, WebP, TIFF (each page a picture), and PBM, PGM, PPM. Of
 * an animation it reads the first frame, on its canvas. The content decides the format, not the name. All sizes in a
 * file are checked before any pixel is decoded, and a file that decodes only in part is refused. Colours are converted
 * to sRGB by the file's profile.
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
        TIFF,
        PNM
    }

    /**
     * What is known of a picture without decoding it.
     *
     * @param width in pixels, as stored
     * @param height in pixels, as stored
     * @param channels 1 (grey) or 3 (colour), not counting alpha
     * @param orientation the turn that makes the stored picture upright, 1 to 8 as Exif numbers it; 1 is none
     * @param bits of a sample: 8, 16, 32 or 64
     * @param floating whether samples are floating-point numbers
     * @param alpha whether parts may be transparent
     * @param page the index of the page of a TIFF file, else 0
     * @param memory upper limit of the memory that reading the picture takes, in bytes, beside the file itself
     * @param more the further pages
     */
    public record Header(
            int width,
            int height,
            int channels,
            int orientation,
            int bits,
            boolean floating,
            boolean alpha,
            int page,
            long memory,
            List<Header> more) {
        public Header {
            more = List.copyOf(more);
        }

        /** An opaque picture of 8 bits with one page. */
        public Header(int width, int height, int channels, int orientation) {
            this(width, height, channels, orientation, 8, false, false, 0, (long) width * height * channels, List.of());
        }

        private static Header of(CheckedPicture picture, int channels) {
            PictureTraits traits = picture.traits();
            return new Header(
                    picture.fullWidth(),
                    picture.fullHeight(),
                    channels,
                    traits.orientation(),
                    traits.bits(),
                    traits.floating(),
                    traits.alpha(),
                    0,
                    picture.readingMemory(),
                    List.of());
        }

        private static Header of(List<TiffPage> pages, int index) {
            TiffPage page = pages.get(index);
            PictureTraits traits = TiffCheck.traits(page);
            List<Header> more = new ArrayList<>();
            for (int i = 1; index == 0 && i < pages.size(); i++) {
                more.add(of(pages, i));
            }
            return new Header(
                    (int) page.number(TiffPage.WIDTH, 0),
                    (int) page.number(TiffPage.HEIGHT, 0),
                    traits.channels(),
                    traits.orientation(),
                    traits.bits(),
                    traits.floating(),
                    traits.alpha(),
                    index,
                    TiffCheck.memory(page),
                    more);
        }
    }

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
        if (TiffCheck.detect(content)) {
            return Optional.of(Format.TIFF);
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
        if (format(file, content) == Format.TIFF) {
            return Header.of(TiffCheck.pages(file, content), 0);
        }
        CheckedPicture picture = check(file, content, 0);
        int known = picture.traits().channels();
        if (known > 0) {
            return Header.of(picture, known);
        }
        try {
            int channels = guarded(
                    file,
                    picture,
                    () -> PictureDecoder.read(
                            picture,
                            reader -> isGrey(reader.getImageTypes(0).next().getColorModel()) ? 1 : 3));
            return Header.of(picture, channels);
        } catch (OutOfMemoryError e) {
            if (!isTrap(picture)) {
                throw e; // other threads used it up
            }
            throw trap(file, picture, e);
        }
    }

    /** Decodes the image, or the first of several; see {@link #decode(Path, byte[], int)}. */
    public static BufferedImage decode(Path file, byte[] content) throws FormatException, MemoryException {
        return decode(file, content, 0);
    }

    /**
     * Decodes the image on a page of a TIFF file; other formats have only page 0.
     *
     * @param file the name for messages
     * @param content the whole file
     * @return an image of any type, of 8 or more bits or of floating-point numbers, in sRGB or grey, with or without
     *     palette and alpha; not turned
     * @throws MemoryException if the picture needs more memory than Java may use
     */
    public static BufferedImage decode(Path file, byte[] content, int page) throws FormatException, MemoryException {
        CheckedPicture picture = check(file, content, page);
        String instead = "make the picture smaller";
        MemoryException.check(file, picture.memory(), instead);
        try {
            return guarded(
                    file,
                    picture,
                    () -> PictureColours.finish(
                            picture.format() == Format.PNM
                                    ? new Pnm(file, content).decode()
                                    : PictureDecoder.decode(file, picture),
                            picture.traits()));
        } catch (OutOfMemoryError e) {
            if (!isTrap(picture)) {
                throw MemoryException.of(file, picture.memory(), instead);
            }
            throw trap(file, picture, e);
        }
    }

    /** Receives a picture row by row. */
    @FunctionalInterface
    public interface Rows {
        /**
         * Takes row {@code y}. Rows come in order; after a row 0 that is not the first, all of them come again and
         * replace those before.
         *
         * @param samples 8 bits each, {@code channels} for a pixel: grey, or red, green, blue; valid only during the
         *     call
         */
        void row(int y, byte[] samples, int channels);
    }

    /**
     * Decodes an ordinary JPEG file row by row, which needs no memory for the picture and half the time.
     *
     * @return false if the file is of another kind, and {@link #decode(Path, byte[])} must read it; rows may have been
     *     passed on then
     */
    public static boolean rows(Path file, byte[] content, Rows rows) throws FormatException {
        if (format(file, content) != Format.JPEG) {
            return false;
        }
        CheckedPicture picture = check(file, content, 0);
        if (!picture.traits().plain() || picture.traits().profile() != null) {
            return false;
        }
        try {
            return guarded(file, picture, () -> JpegRows.read(file, picture, rows));
        } catch (OutOfMemoryError e) {
            if (!isTrap(picture)) {
                throw e;
            }
            throw trap(file, picture, e);
        }
    }

    private static Format format(Path file, byte[] content) throws FormatException {
        return detect(content)
                .orElseThrow(() -> new FormatException(
                        file,
                        content.length == 0
                                ? "is empty"
                                : "is not an image of a kind Facet reads (PNG, JPEG, GIF, BMP, WebP, TIFF, PBM, PGM,"
                                        + " PPM)"
                                        + FileKind.of(content)
                                                .map(kind -> "; it seems to be " + kind)
                                                .orElse("")));
    }

    /** Checks the parts of a file, whose sizes are then known to fit it. */
    private static CheckedPicture check(Path file, byte[] content, int page) throws FormatException {
        return switch (format(file, content)) {
            case PNG -> PngCheck.check(file, content);
            case JPEG -> JpegCheck.check(file, content);
            case GIF -> GifCheck.check(file, content);
            case BMP -> BmpCheck.check(file, content);
            case WEBP -> WebpCheck.check(file, content);
            case TIFF -> TiffCheck.checked(TiffCheck.page(file, content, page));
            case PNM -> {
                Pnm picture = new Pnm(file, content);
                Header header = picture.header();
                new PictureBytes(file, content, ByteOrder.BIG_ENDIAN).checkSize(header.width(), header.height());
                int bits = picture.isDeep() ? 16 : 8;
                yield new CheckedPicture(
                        Format.PNM,
                        content,
                        header.width(),
                        header.height(),
                        header.channels() * bits / 8,
                        PictureTraits.of(header.channels(), false).withBits(bits));
            }
        };
    }

    @FunctionalInterface
    private interface Reading<T> {
        T get() throws IOException;
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
}
