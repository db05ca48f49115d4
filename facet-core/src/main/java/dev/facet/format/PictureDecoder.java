package dev.facet.format;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

import org.jspecify.annotations.Nullable;

/** Calls the decoders of the JDK and of TwelveMonkeys with checked files. */
final class PictureDecoder {
    /** What the names of TwelveMonkeys' classes begin with. */
    private static final String OTHER = "com.twelvemonkeys.";

    private PictureDecoder() {}

    /** What is asked of a decoder. */
    @FunctionalInterface
    interface Using<T> {
        T from(ImageReader reader) throws IOException;
    }

    /** Decodes the whole image. */
    static BufferedImage decode(Path file, CheckedPicture picture) throws IOException {
        // TwelveMonkeys cuts floating-point samples off at 0 and 1.
        boolean own = picture.traits().plain()
                || (picture.traits().floating() && picture.traits().bits() > 16);
        return own
                ? read(own(picture.format()), picture, reader -> decode(file, reader, null))
                : read(picture, reader -> decode(file, reader, null));
    }

    /** Decodes with {@code param}; refuses the file if the decoder warns that pixels are wrong. */
    static BufferedImage decode(Path file, ImageReader reader, @Nullable ImageReadParam param) throws IOException {
        List<String> damage = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> {
            if (isDamage(warning)) {
                damage.add(warning);
            }
        });
        BufferedImage image = reader.read(0, param);
        if (!damage.isEmpty()) {
            throw new FormatException(file, "is damaged: " + damage.get(0));
        }
        return image;
    }

    /** Opens the usual decoder of the format. */
    static <T> T read(CheckedPicture picture, Using<T> reading) throws IOException {
        return read(ImageIO.getImageReadersByFormatName(picture.format().name()).next(), picture, reading);
    }

    /** The JDK's own decoder. */
    static ImageReader own(ImageFile.Format format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
        ImageReader reader = readers.next();
        while (reader.getClass().getName().startsWith(OTHER) && readers.hasNext()) {
            reader = readers.next();
        }
        return reader;
    }

    static <T> T read(ImageReader reader, CheckedPicture picture, Using<T> reading) throws IOException {
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

    /**
     * Whether a decoder's warning means that pixels are wrong. Other warnings are about colour profiles, Exif and the
     * like.
     */
    private static boolean isDamage(String warning) {
        return warning.contains("Truncated")
                || warning.contains("remature")
                || (warning.contains("Corrupt") && !warning.contains("extraneous"));
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
