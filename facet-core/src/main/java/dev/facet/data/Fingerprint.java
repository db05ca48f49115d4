package dev.facet.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 over values in the order in which they are added. The length of each string is hashed too, so that
 * different lists of strings have different fingerprints. Not thread-safe.
 */
public final class Fingerprint {
    private final MessageDigest digest;

    /** An empty fingerprint. */
    public Fingerprint() {
        digest = sha256();
    }

    /** A new SHA-256. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The SHA-256 of the content of {@code file}, which is never in memory as a whole. */
    public static byte[] sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                digest.update(buffer, 0, got);
            }
        }
        return digest.digest();
    }

    /** Adds 8 bytes, big-endian. */
    public Fingerprint add(long value) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
        return this;
    }

    /** Adds the length of {@code text} in UTF-8 and the text. */
    public Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        return add(bytes, bytes.length);
    }

    /** Adds {@code bytes[0 … length − 1]}, without a length. */
    public Fingerprint add(byte[] bytes, int length) {
        digest.update(bytes, 0, length);
        return this;
    }

    /** Adds the channels, the height and the width. */
    public Fingerprint add(Shape shape) {
        return add(shape.channels()).add(shape.height()).add(shape.width());
    }

    /** The digest in lower-case hex. Resets this to empty. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
