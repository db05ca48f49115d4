package dev.facet.data.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Background;
import dev.facet.config.DataConfig.Levels;
import dev.facet.config.UsageException;
import dev.facet.data.Fingerprint;
import dev.facet.data.cache.PixelCache;
import dev.facet.data.picture.FolderScan.Image;
import dev.facet.data.resample.PictureLook;
import dev.facet.data.resample.PictureMeasures;
import dev.facet.data.resample.PictureMeasures.Drawing;
import dev.facet.data.resample.Squares;
import dev.facet.format.FormatException;
import dev.facet.format.ImageFile;

/**
 * Decides once for all pictures of a set how they are looked at, from the configuration, and from the pictures where
 * the configuration leaves it open: what is behind transparent parts, and which values are black and white. For this it
 * decodes some pictures, at most {@value #MOST}, or all whose range of values it must know; the results are kept in the
 * cache.
 *
 * @param look for all pictures
 * @param background the setting with the decision filled in
 * @param range likewise
 * @param remark the decisions in words; empty if there was nothing to decide
 */
record PictureSurvey(PictureLook look, Background background, List<Double> range, String remark) {
    private static final int MOST = 256;
    /** A range of less than this share of all values makes pictures that are hard to see. */
    private static final double NARROW = 0.3;

    private static final double SLACK = 1e-4;
    private static final int NUMBERS = 7;

    /** Sums over the pictures that were decoded. */
    private record Found(
            double least, double most, int decoded, int clear, double lostOnBlack, double lostOnWhite, double luma) {
        static final Found NONE = new Found(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 0, 0, 0, 0);

        static Found of(BufferedImage image) {
            double[] range = PictureMeasures.range(image);
            Drawing drawing = image.getColorModel().hasAlpha()
                    ? PictureMeasures.drawing(image)
                    : new Drawing(Double.NaN, Double.NaN, Double.NaN);
            return Double.isNaN(drawing.luma())
                    ? new Found(range[0], range[1], 1, 0, 0, 0, 0)
                    : new Found(range[0], range[1], 1, 1, drawing.lostOnBlack(), drawing.lostOnWhite(), drawing.luma());
        }

        Found and(Found other) {
            return new Found(
                    Math.min(least, other.least),
                    Math.max(most, other.most),
                    decoded + other.decoded,
                    clear + other.clear,
                    lostOnBlack + other.lostOnBlack,
                    lostOnWhite + other.lostOnWhite,
                    luma + other.luma);
        }

        String text() {
            return least + " " + most + " " + decoded + " " + clear + " " + lostOnBlack + " " + lostOnWhite + " "
                    + luma;
        }

        static Found parse(String text) {
            String[] parts = text.split(" ");
            double[] n = new double[parts.length];
            for (int i = 0; i < n.length; i++) {
                n[i] = Double.parseDouble(parts[i]);
            }
            if (n.length != NUMBERS) {
                throw new NumberFormatException(text);
            }
            return new Found(n[0], n[1], (int) n[2], (int) n[3], n[4], n[5], n[6]);
        }

        boolean hasRange() {
            return least < most;
        }
    }

    /**
     * Looks at {@code images}, of all parts of a set.
     *
     * @param side the side of the squares that they become
     * @throws UsageException if they have floating-point numbers in no range that is known for pixels
     */
    static PictureSurvey of(Path folder, List<Image> images, int side, DataConfig data, Path cache, Workers workers)
            throws IOException {
        List<Image> alpha = data.background() == Background.AUTO
                ? images.stream().filter(image -> image.header().alpha()).toList()
                : List.of();
        List<Image> deep = data.range().isEmpty()
                ? images.stream().filter(image -> image.header().bits() > 8).toList()
                : List.of();
        boolean floating = deep.stream().anyMatch(image -> image.header().floating());
        boolean all = floating || data.levels() == Levels.STRETCHED;
        Found shown = found(some(alpha), cache, workers);
        Found valued = found(all ? deep : some(deep), cache, workers);

        List<String> remarks = new ArrayList<>();
        squares(images, data, remarks);
        sizes(images, side, data, remarks);
        Background background = background(data, shown, alpha.size(), remarks);
        int bits = deep.stream().mapToInt(image -> image.header().bits()).max().orElse(16);
        List<Double> range = range(folder, data, valued, floating, bits, remarks);
        return new PictureSurvey(look(data, background, range), background, range, String.join("; ", remarks));
    }

    /** The look of a single picture, which is not in a set. */
    static PictureLook look(Path file, byte[] content, ImageFile.Header header, DataConfig data) throws IOException {
        boolean open = (header.alpha() && data.background() == Background.AUTO)
                || (header.bits() > 8 && data.range().isEmpty());
        Found found = open ? Found.of(ImageFile.decode(file, content, header.page())) : Found.NONE;
        List<String> unsaid = new ArrayList<>();
        return look(
                data,
                background(data, found, 1, unsaid),
                range(file, data, found, header.floating(), header.bits(), unsaid));
    }

    /** The look of a single picture of 8 bits, which is decoded already. */
    static PictureLook look(Path file, BufferedImage image, DataConfig data) {
        boolean open = image.getColorModel().hasAlpha() && data.background() == Background.AUTO;
        Found found = open ? Found.of(image) : Found.NONE;
        List<String> unsaid = new ArrayList<>();
        return look(data, background(data, found, 1, unsaid), range(file, data, found, false, 8, unsaid));
    }

    private static PictureLook look(DataConfig data, Background background, List<Double> range) {
        return new PictureLook(
                data.fit(),
                background == Background.WHITE ? 1 : 0,
                range.isEmpty() ? 0 : range.get(0),
                range.isEmpty() ? 1 : range.get(1));
    }

    private static void squares(List<Image> images, DataConfig data, List<String> remarks) {
        List<Image> oblong = images.stream()
                .filter(image -> image.header().width() != image.header().height())
                .toList();
        if (oblong.isEmpty()) {
            return;
        }
        Size least = Size.of(oblong.get(0));
        Size most = least;
        boolean one = true;
        for (Image image : oblong) {
            Size size = Size.of(image);
            one &= size.equals(least);
            least = size.pixels() < least.pixels() ? size : least;
            most = size.pixels() > most.pixels() ? size : most;
        }
        String whose = oblong.size() == images.size() && one
                ? ""
                : oblong.size() + " of " + images.size() + " images are not square"
                        + (one ? "" : " (" + least + " to " + most + " pixels)") + " and are ";
        remarks.add(Squares.remark(data.fit(), whose, one ? "from " + least + " " : ""));
    }

    private static void sizes(List<Image> images, int side, DataConfig data, List<String> remarks) {
        IntSummaryStatistics sides = images.stream()
                .mapToInt(image -> Squares.side(
                        data.fit(), image.header().width(), image.header().height()))
                .summaryStatistics();
        String resized = Squares.resized(sides.getMin(), sides.getMax(), side);
        if (!images.isEmpty() && !resized.isEmpty()) {
            remarks.add(resized);
        }
    }

    /** The size of an upright picture. */
    private record Size(int width, int height) {
        static Size of(Image image) {
            ImageFile.Header header = image.header();
            return header.orientation() >= 5
                    ? new Size(header.height(), header.width())
                    : new Size(header.width(), header.height());
        }

        long pixels() {
            return (long) width * height;
        }

        @Override
        public String toString() {
            return width + "×" + height;
        }
    }

    /** The background on which less is lost; if that does not decide, the one that is farther from the mean. */
    private static Background background(DataConfig data, Found shown, int images, List<String> remarks) {
        if (data.background() != Background.AUTO || shown.clear() == 0) {
            return data.background();
        }
        double lost = (shown.lostOnBlack() - shown.lostOnWhite()) / shown.clear();
        boolean white = Math.abs(lost) > 0.02 ? lost > 0 : shown.luma() / shown.clear() < 127.5;
        remarks.add("transparent parts"
                + (shown.decoded() == images
                        ? " of " + shown.clear() + (shown.clear() == 1 ? " image" : " images")
                        : "")
                + " are filled with " + (white ? "white" : "black") + ", on which what is drawn is seen best;"
                + " data.background=" + (white ? "black" : "white") + " fills them with the other");
        return white ? Background.WHITE : Background.BLACK;
    }

    private static List<Double> range(
            Path folder, DataConfig data, Found found, boolean floating, int bits, List<String> remarks) {
        if (!found.hasRange() || !data.range().isEmpty()) {
            return data.range();
        }
        double unit = floating ? 1 : Math.pow(2, bits) - 1;
        String used = number(found.least() * unit) + " to " + number(found.most() * unit);
        String kind = floating ? "floating-point values" : "values of " + bits + " bits";
        if (data.levels() == Levels.STRETCHED) {
            remarks.add(kind + " from " + used + " are stretched from black to white");
            return List.of(found.least(), found.most());
        }
        if (floating) {
            double[][] known = {{0, 1}, {-1, 1}, {0, 255}, {0, 65_535}};
            for (double[] ends : known) {
                if (found.least() >= ends[0] - SLACK && found.most() <= ends[1] + SLACK) {
                    remarks.add(
                            kind + " are taken as " + number(ends[0]) + " (black) to " + number(ends[1]) + " (white)");
                    return List.of(ends[0], ends[1]);
                }
            }
            throw new UsageException("the images of " + folder + " have floating-point values from " + used
                    + "; 0 to 1, -1 to 1, 0 to 255 or 0 to 65535 were wanted. Add `--set data.levels=stretched` to make"
                    + " the least of them black and the greatest white.");
        }
        if (found.most() - found.least() < NARROW) {
            remarks.add("of 0 to " + number(unit) + ", only the values " + used + " are in use, so the images have"
                    + " little contrast; `--set data.levels=stretched` makes the least black and the greatest white");
        }
        return data.range();
    }

    private static String number(double value) {
        return Math.abs(value - Math.rint(value)) < 1e-6
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, "%.4g", value);
    }

    /** At most {@link #MOST}, from all parts of the list. */
    private static List<Image> some(List<Image> images) {
        if (images.size() <= MOST) {
            return images;
        }
        List<Image> some = new ArrayList<>();
        for (long i = 0; i < MOST; i++) {
            some.add(images.get((int) (i * images.size() / MOST)));
        }
        return some;
    }

    private static Found found(List<Image> images, Path cache, Workers workers) throws IOException {
        if (images.isEmpty()) {
            return Found.NONE;
        }
        MessageDigest digest = Fingerprint.sha256();
        digest.update("survey 1\n".getBytes(StandardCharsets.UTF_8));
        for (Image image : images) {
            digest.update(image.sha256());
            digest.update((byte) image.header().page());
        }
        String note = PixelCache.note(
                cache, digest.digest(), () -> decoded(images, workers).text());
        try {
            return Found.parse(note);
        } catch (NumberFormatException damaged) {
            return decoded(images, workers);
        }
    }

    private static Found decoded(List<Image> images, Workers workers) throws IOException {
        Found[] sum = {Found.NONE};
        workers.inOrder(images, image -> look(image, workers), found -> sum[0] = sum[0].and(found));
        return sum[0];
    }

    private static Found look(Image image, Workers workers) {
        try {
            return workers.withMemory(
                    image.file().path(),
                    image.header().memory(),
                    () -> Found.of(ImageFile.decode(
                            image.file().path(), image.content(), image.header().page())));
        } catch (FormatException e) {
            return Found.NONE; // it is left out and listed when all are decoded
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
