package dev.facet.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip files, and those that were packed twice, as some downloads are. The content decides, not the name. */
public final class Gzip {
    /** How often a file may be packed. */
    public static final int MOST_LAYERS = 2;

    private static final int BUFFER = 1 << 16;

    private Gzip() {}

    /** Whether a stream, which supports marks, begins as a gzip file does. */
    public static boolean isPacked(InputStream in) throws IOException {
        in.mark(2);
        boolean packed = in.read() == 0x1F && in.read() == 0x8B;
        in.reset();
        return packed;
    }

    /**
     * The plain content of a stream that may be packed. What is read at most is up to the caller.
     *
     * @param file for messages
     * @param in supports marks; closing the result closes it
     * @throws FormatException if it is packed more than twice
     * @throws java.util.zip.ZipException if it is damaged
     */
    public static InputStream unpack(Path file, InputStream in) throws IOException {
        InputStream plain = in;
        for (int layer = 0; isPacked(plain); layer++) {
            if (layer == MOST_LAYERS) {
                throw new FormatException(
                        file, "is packed with gzip more than twice; unpack it with gunzip until it is not");
            }
            plain = new BufferedInputStream(new GZIPInputStream(plain, BUFFER), BUFFER);
        }
        return plain;
    }
}
