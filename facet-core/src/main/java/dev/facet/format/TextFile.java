package dev.facet.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * A text that can be read more than once: UTF-8 or UTF-16, with a byte order mark or without, or the Western European
 * code page of Windows, compressed by gzip or not.
 *
 * @param path for messages
 */
public record TextFile(Path path, Content content) {
    private static final int SAMPLE = 1 << 14;
    private static final long MOST_UNPACKED = 1L << 31;
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    /** The bytes of a text, which may be read again and again. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    /** How a text is encoded, and how many bytes come before it. */
    private record Encoding(Charset charset, int mark) {}

    /** The text of a file. */
    public static TextFile of(Path file) {
        return new TextFile(file, () -> Files.newInputStream(file));
    }

    /**
     * The first characters, at most {@code most} of them.
     *
     * @return nothing if the content is not text
     * @throws FormatException if it is a damaged gzip file
     */
    public Optional<String> head(int most) throws IOException {
        try (Reader reader = open()) {
            char[] characters = new char[most];
            int length = 0;
            for (int got = 0; got >= 0 && length < most; got = reader.read(characters, length, most - length)) {
                length += got;
            }
            String head = new String(characters, 0, length);
            return head.isBlank() || head.chars().anyMatch(c -> c < ' ' && !Character.isWhitespace(c))
                    ? Optional.empty()
                    : Optional.of(head);
        }
    }

    /** Opens the text from its beginning. The caller closes it. Damage shows as a {@link FormatException}. */
    public Reader open() throws IOException {
        BufferedInputStream in = new BufferedInputStream(content.open(), SAMPLE);
        try {
            boolean packed = Gzip.isPacked(in);
            InputStream plain = Gzip.unpack(path, in);
            plain.mark(SAMPLE);
            byte[] sample = plain.readNBytes(SAMPLE);
            plain.reset();
            Encoding encoding = encoding(sample);
            plain.skipNBytes(encoding.mark());
            CharsetDecoder decoder = encoding.charset().newDecoder();
            return new Checked(path, new InputStreamReader(plain, decoder), packed ? MOST_UNPACKED : Long.MAX_VALUE);
        } catch (ZipException | EOFException e) {
            in.close();
            throw damaged(path, e);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static Encoding encoding(byte[] sample) {
        if (starts(sample, 0xEF, 0xBB, 0xBF)) {
            return new Encoding(StandardCharsets.UTF_8, 3);
        }
        if (starts(sample, 0xFF, 0xFE)) {
            return new Encoding(StandardCharsets.UTF_16LE, 2);
        }
        if (starts(sample, 0xFE, 0xFF)) {
            return new Encoding(StandardCharsets.UTF_16BE, 2);
        }
        int[] zeros = new int[2];
        for (int i = 0; i < sample.length; i++) {
            zeros[i % 2] += sample[i] == 0 ? 1 : 0;
        }
        // Half of the bytes of Western text in UTF-16 are zero.
        if (zeros[0] == 0 && 3 * zeros[1] > sample.length) {
            return new Encoding(StandardCharsets.UTF_16LE, 0);
        }
        if (zeros[1] == 0 && 3 * zeros[0] > sample.length) {
            return new Encoding(StandardCharsets.UTF_16BE, 0);
        }
        boolean utf8 = !StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(sample), CharBuffer.allocate(sample.length + 1), false)
                .isError();
        return new Encoding(utf8 ? StandardCharsets.UTF_8 : WINDOWS, 0);
    }

    private static boolean starts(byte[] sample, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= sample.length || (sample[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static FormatException damaged(Path path, IOException e) {
        String why = e instanceof EOFException || e.getMessage() == null ? "it ends early" : e.getMessage();
        return new FormatException(path, "is a damaged gzip file (" + why + "); get the file again", e);
    }

    /** Tells damage of the compression and of the encoding as what it is, and ends a text that never does. */
    private static final class Checked extends FilterReader {
        private final Path path;
        private final long most;
        private long got;

        Checked(Path path, Reader in, long most) {
            super(in);
            this.path = path;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            char[] one = new char[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(char[] target, int offset, int length) throws IOException {
            try {
                int count = super.read(target, offset, length);
                got += count;
                if (got > most) {
                    throw new FormatException(
                            path, "unpacks to more than " + most + " characters of text; unpack it, and take a part");
                }
                return count;
            } catch (CharacterCodingException e) {
                throw new FormatException(path, "is not text in UTF-8 throughout; save it in that encoding", e);
            } catch (ZipException | EOFException e) {
                throw damaged(path, e);
            }
        }
    }
}
