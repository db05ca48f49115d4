package dev.facet.format;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.facet.format.TiffPage.Field;

/**
 * Walks the directories of a TIFF file (TIFF 6.0, and BigTIFF). Each full picture is a page; reduced ones and masks are
 * left out. All strips and tiles must lie within the file and be long enough for the pixels that they claim. The
 * decoder gets a file with one page and only the fields that its pixels need.
 */
final class TiffCheck {
    private static final int CLASSIC = 42;
    private static final int BIG = 43;
    /** A stack of a microscope has hundreds of pages. */
    private static final int MOST_PAGES = 10_000;

    private static final int ALL = -1;
    private static final int MOST_FIELDS = 1000;
    private static final int SUBFILE = 254;
    private static final int OLD_SUBFILE = 255;
    private static final Set<Integer> NEEDED = Set.of(
            SUBFILE,
            OLD_SUBFILE,
            TiffPage.WIDTH,
            TiffPage.HEIGHT,
            TiffPage.BITS,
            TiffPage.COMPRESSION,
            TiffPage.PHOTOMETRIC,
            266, // order of bits
            TiffPage.STRIPS,
            TiffPage.ORIENTATION,
            TiffPage.SAMPLES,
            TiffPage.STRIP_ROWS,
            TiffPage.STRIP_BYTES,
            TiffPage.PLANES,
            292, // options of fax compression
            293,
            317, // predictor
            TiffPage.COLOURS,
            TiffPage.TILE_WIDTH,
            TiffPage.TILE_HEIGHT,
            TiffPage.TILES,
            TiffPage.TILE_BYTES,
            332, // inks
            TiffPage.EXTRA,
            TiffPage.SAMPLE_KIND,
            TiffPage.JPEG_TABLES,
            529, // YCbCr
            530,
            531,
            532,
            TiffPage.PROFILE);

    private static final int NONE = 1;
    private static final int LZW = 5;
    private static final int JPEG = 7;
    private static final int DEFLATE = 8;
    private static final int OLD_DEFLATE = 32946;
    private static final int PACK_BITS = 32773;
    private static final int PALETTE = 3;
    private static final int CMYK = 5;
    private static final int YCBCR = 6;
    private static final int FLOATING = 3;
    private static final int MOST_SAMPLES = 16;
    private static final int LARGEST_TABLES = 1 << 16;

    private final PictureBytes bytes;
    private final ByteOrder order;
    private final boolean big;
    private final List<TiffPage> pages = new ArrayList<>();
    private final int wanted;
    private int found;
    private int previews;
    private long data;

    private TiffCheck(PictureBytes bytes, ByteOrder order, boolean big, int wanted) {
        this.bytes = bytes;
        this.order = order;
        this.big = big;
        this.wanted = wanted;
    }

    /** Whether the file begins as a TIFF file does. */
    static boolean detect(byte[] content) {
        if (content.length < 8 || content[0] != content[1] || (content[0] != 'I' && content[0] != 'M')) {
            return false;
        }
        // A camera's raw file of Canon has these letters; its pictures are previews.
        if (content.length > 9 && content[8] == 'C' && content[9] == 'R') {
            return false;
        }
        int magic = content[0] == 'I' ? content[2] | content[3] << 8 : content[2] << 8 | content[3];
        return magic == CLASSIC || magic == BIG;
    }

    /** The pages, of which there is at least one, after a check of each. */
    static List<TiffPage> pages(Path file, byte[] content) throws FormatException {
        return of(file, content, ALL).walk();
    }

    /** One page, after a check of it; others are counted only. */
    static TiffPage page(Path file, byte[] content, int index) throws FormatException {
        TiffCheck check = of(file, content, index);
        check.walk();
        if (index >= check.found) {
            throw new FormatException(file, "has " + check.found + " pages, and no page " + (index + 1));
        }
        return check.pages.get(0);
    }

    private static TiffCheck of(Path file, byte[] content, int wanted) throws FormatException {
        ByteOrder order = content[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        PictureBytes bytes = new PictureBytes(file, content, order);
        return new TiffCheck(bytes, order, bytes.u16(2) == BIG, wanted);
    }

    private List<TiffPage> walk() throws FormatException {
        if (big) {
            bytes.require(0, 16, "a header");
        }
        Set<Long> seen = new HashSet<>();
        long at = big ? bytes.i64(8) : bytes.u32(4);
        while (at != 0) {
            if (!seen.add(at)) {
                throw bytes.damaged("its directories go round in a circle, at byte " + at);
            }
            if (seen.size() > MOST_PAGES) {
                throw bytes.damaged("more than " + MOST_PAGES + " pages");
            }
            at = directory(at);
        }
        if (found == 0) {
            throw new FormatException(
                    bytes.file,
                    previews == 0
                            ? "is damaged: it has no page"
                            : "has only small previews of its picture, as a camera's raw file has; convert it to"
                                    + " JPEG or PNG");
        }
        return pages;
    }

    /** Reads a directory; returns the position of the next, or 0. */
    private long directory(long from) throws FormatException {
        int head = big ? 8 : 2;
        int size = big ? 20 : 12;
        bytes.require(from, head, "a directory");
        int at = (int) from;
        long count = big ? bytes.i64(at) : bytes.u16(at);
        if (count < 1 || count > MOST_FIELDS) {
            throw bytes.damaged("a directory of " + count + " fields at byte " + at);
        }
        int next = big ? 8 : 4;
        bytes.require(from, head + count * size + next, "a directory");
        Map<Integer, Field> fields = new HashMap<>();
        for (int i = 0; i < count; i++) {
            field(at + head + i * size, fields);
        }
        page(new TiffPage(bytes, order, fields, 0));
        int end = at + head + (int) count * size;
        return big ? bytes.i64(end) : bytes.u32(end);
    }

    private void field(int at, Map<Integer, Field> fields) throws FormatException {
        int tag = bytes.u16(at);
        if (!NEEDED.contains(tag) || fields.containsKey(tag)) {
            return;
        }
        int type = bytes.u16(at + 2);
        int size = TiffPage.size(type);
        long count = big ? bytes.i64(at + 4) : bytes.u32(at + 4);
        if (size == 0 || count < 0 || count > bytes.length()) {
            throw bytes.damaged(count + " values of type " + type + " in field " + tag);
        }
        int inline = at + (big ? 12 : 8);
        long where = count * size <= (big ? 8 : 4) ? inline : big ? bytes.i64(inline) : bytes.u32(inline);
        bytes.require(where, count * size, "field " + tag);
        fields.put(tag, new Field(type, (int) count, (int) where));
    }

    private void page(TiffPage page) throws FormatException {
        if ((page.number(SUBFILE, 0) & 5) != 0 || page.number(OLD_SUBFILE, 1) == 2) {
            previews++;
            return;
        }
        int index = found++;
        if (wanted != ALL && wanted != index) {
            return;
        }
        page.fields().remove(SUBFILE);
        page.fields().remove(OLD_SUBFILE);
        long width = page.number(TiffPage.WIDTH, 0);
        long height = page.number(TiffPage.HEIGHT, 0);
        bytes.checkSize(width, height);
        long samples = page.number(TiffPage.SAMPLES, 1);
        long bits = page.number(TiffPage.BITS, 1);
        if (samples < 1 || samples > MOST_SAMPLES || bits < 1 || bits > 64) {
            throw bytes.damaged("pixels of " + samples + " samples of " + bits + " bits");
        }
        for (int i = 1; i < samples; i++) {
            if (page.number(TiffPage.BITS, i, bits) != bits) {
                throw unknown("samples of different sizes");
            }
        }
        long photometric = page.number(TiffPage.PHOTOMETRIC, -1);
        if (photometric == 32803 || photometric == 34892) {
            throw new FormatException(bytes.file, "is a camera's raw file; convert it to JPEG or PNG");
        }
        int parts = parts(page, width, height, (int) samples, bits);
        pages.add(new TiffPage(bytes, order, page.fields(), parts));
    }

    /** Checks strips or tiles; returns their number. */
    private int parts(TiffPage page, long width, long height, int samples, long bits) throws FormatException {
        boolean tiled = page.has(TiffPage.TILES);
        boolean planar = page.number(TiffPage.PLANES, 1) == 2;
        long partWidth = tiled ? page.number(TiffPage.TILE_WIDTH, 0) : width;
        long partHeight = tiled
                ? page.number(TiffPage.TILE_HEIGHT, 0)
                : Math.min(height, page.number(TiffPage.STRIP_ROWS, height));
        if (partWidth < 1 || partHeight < 1 || partWidth * partHeight > Math.max(4 * width * height, 1 << 20)) {
            throw bytes.damaged("parts of " + partWidth + "×" + partHeight + " pixels");
        }
        long across = (width + partWidth - 1) / partWidth;
        long down = (height + partHeight - 1) / partHeight;
        long count = across * down * (planar ? samples : 1);
        int offsets = tiled ? TiffPage.TILES : TiffPage.STRIPS;
        int lengths = tiled ? TiffPage.TILE_BYTES : TiffPage.STRIP_BYTES;
        if (page.count(offsets) < count || page.count(lengths) < count) {
            throw bytes.damaged(page.count(offsets) + " parts of its pixels, where " + count + " are due");
        }
        int compression = (int) page.number(TiffPage.COMPRESSION, NONE);
        long perRow = (partWidth * bits * (planar ? 1 : samples) + 7) / 8;
        long whole = 0;
        for (int i = 0; i < count; i++) {
            long at = page.number(offsets, i, 0);
            long length = page.number(lengths, i, 0);
            bytes.require(at, length, "a part of its pixels");
            whole += length;
            if (compression == JPEG) {
                jpeg(page, (int) at, (int) length, partWidth, partHeight);
            }
        }
        data += whole;
        if (data > 2L * bytes.length()) {
            throw bytes.damaged("its pages share their pixels");
        }
        long rows = tiled ? partHeight * count : height * (planar ? samples : 1);
        long most = expansion(compression) * (whole + 1);
        if (perRow * rows > most && compression != JPEG) {
            throw new FormatException(
                    bytes.file,
                    "claims " + width + "×" + height + " pixels, but has only " + whole
                            + " bytes of them; it is cut off or damaged");
        }
        return (int) count;
    }

    /** The most bytes that a byte of compressed data can stand for. */
    private long expansion(int compression) throws FormatException {
        return switch (compression) {
            case NONE -> 1;
            case LZW -> 4096 * 8 / 9 + 1;
            case DEFLATE, OLD_DEFLATE -> 1032;
            case PACK_BITS -> 64;
            case 2, 3, 4 -> 20_000; // fax: a row may be a bit
            case JPEG -> Long.MAX_VALUE / (1L << 31);
            default -> throw unknown("pixels compressed by method " + compression);
        };
    }

    /** Checks that a part is a JPEG file, but for its tables, of the part's size. */
    private void jpeg(TiffPage page, int at, int length, long width, long height) throws FormatException {
        if (page.count(TiffPage.JPEG_TABLES) > LARGEST_TABLES) {
            throw bytes.damaged("tables of " + page.count(TiffPage.JPEG_TABLES) + " bytes");
        }
        byte[] part = Arrays.copyOfRange(bytes.content, at, at + length);
        CheckedPicture checked = JpegCheck.check(bytes.file, part);
        if (checked.width() > width + 15 || checked.height() > height + 15) {
            throw bytes.damaged("a part of " + checked.width() + "×" + checked.height() + " pixels, where " + width
                    + "×" + height + " are due");
        }
    }

    private FormatException unknown(String what) {
        return new FormatException(
                bytes.file, "has " + what + ", which is not read; save it with LZW or without compression, or as PNG");
    }

    /** What is known of a page without decoding it; its content is made by {@link #checked}. */
    static PictureTraits traits(TiffPage page) {
        long photometric = page.number(TiffPage.PHOTOMETRIC, -1);
        int samples = (int) page.number(TiffPage.SAMPLES, 1);
        boolean grey = photometric >= 0 ? photometric <= 1 : samples < 3;
        int channels = grey || (photometric == PALETTE && isGrey(page)) ? 1 : 3;
        int bits = (int) page.number(TiffPage.BITS, 1);
        int extra = (int) page.number(TiffPage.EXTRA, 0);
        long kind = page.number(TiffPage.SAMPLE_KIND, 1);
        boolean cmyk = photometric == CMYK;
        byte[] profile = cmyk ? new byte[0] : page.content(TiffPage.PROFILE);
        boolean converted = photometric == YCBCR || photometric == 2 || grey;
        return new PictureTraits(
                channels,
                bits <= 8 ? 8 : bits <= 16 ? 16 : bits <= 32 ? 32 : 64,
                kind == FLOATING,
                extra == 1 || extra == 2,
                ExifOrientation.valid((int) page.number(TiffPage.ORIENTATION, 1)),
                converted ? IccProfile.fitting(profile, channels) : null,
                null,
                null,
                false,
                1);
    }

    private static boolean isGrey(TiffPage page) {
        int colours = page.count(TiffPage.COLOURS) / 3;
        for (int i = 0; i < colours; i++) {
            long red = page.number(TiffPage.COLOURS, i, 0);
            if (red != page.number(TiffPage.COLOURS, colours + i, 0)
                    || red != page.number(TiffPage.COLOURS, 2 * colours + i, 0)) {
                return false;
            }
        }
        return colours > 0;
    }

    private static int perPixel(TiffPage page) {
        int samples = (int) page.number(TiffPage.SAMPLES, 1);
        int bits = (int) page.number(TiffPage.BITS, 1);
        // Twice, because some kinds are converted after decoding.
        return 2 * Math.max(1, samples * ((bits + 7) / 8));
    }

    /** Upper limit of the memory that decoding a page takes, in bytes. */
    static long memory(TiffPage page) {
        return page.number(TiffPage.WIDTH, 0) * page.number(TiffPage.HEIGHT, 0) * perPixel(page);
    }

    /** The page as a file of its own. */
    static CheckedPicture checked(TiffPage page) {
        int perPixel = perPixel(page);
        boolean cmyk = page.number(TiffPage.PHOTOMETRIC, -1) == CMYK;
        return new CheckedPicture(
                ImageFile.Format.TIFF,
                page.file(cmyk && IccProfile.isSound(page.content(TiffPage.PROFILE))),
                (int) page.number(TiffPage.WIDTH, 0),
                (int) page.number(TiffPage.HEIGHT, 0),
                perPixel,
                traits(page));
    }
}
