package dev.facet.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 over values in the order they are added; strings carry their length, so that no two lists collide. Not
 * thread-safe.
 */
final class Fingerprint {
    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    Fingerprint add(long value) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
        return this;
    }

    Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        return add(bytes, bytes.length);
    }

    /** Adds {@code bytes[0 … length − 1]}, without a length. */
    Fingerprint add(byte[] bytes, int length) {
        digest.update(bytes, 0, length);
        return this;
    }

    Fingerprint add(Shape shape) {
        return add(shape.channels()).add(shape.height()).add(shape.width());
    }

    /** The digest in lower-case hex. Resets this to empty. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
