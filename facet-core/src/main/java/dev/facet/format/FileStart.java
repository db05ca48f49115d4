package dev.facet.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * The first bytes of a file, unpacked if it is compressed with gzip. The bytes are not copied.
 *
 * @param bytes the first {@link FileKind#START} of them, or all
 * @param packings how many times the file is compressed, at most {@link #MOST}
 */
public record FileStart(byte[] bytes, int packings) {
    /** How many times a file is unpacked. */
    public static final int MOST = 3;

    private static final int READ = 1 << 16;

    /**
     * The start of {@code file}. A damaged compression ends it early.
     *
     * @throws IOException if the file cannot be read
     */
    public static FileStart of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(READ));
        }
    }

    /** The start of a file whose first bytes are these. */
    public static FileStart of(byte[] content) {
        byte[] bytes = content;
        int packings = 0;
        while (packings < MOST && bytes.length > 2 && (bytes[0] & 0xFF) == 0x1F && (bytes[1] & 0xFF) == 0x8B) {
            bytes = unpacked(bytes);
            packings++;
        }
        return new FileStart(bytes.length > FileKind.START ? Arrays.copyOf(bytes, FileKind.START) : bytes, packings);
    }

    /** Whether these are the bytes of a tar archive: its first header has the checksum that it says. */
    public boolean isTar() {
        return TarArchive.isHeader(bytes);
    }

    private static byte[] unpacked(byte[] packed) {
        byte[] target = new byte[READ];
        int filled = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            for (int got = 0; got >= 0 && filled < target.length; filled += Math.max(0, got)) {
                got = in.read(target, filled, target.length - filled);
            }
        } catch (IOException endsEarly) {
            // What there is of it is enough to see what it is.
        }
        return Arrays.copyOf(target, filled);
    }
}
