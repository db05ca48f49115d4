package dev.facet.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Guesses the kind of an unsupported file from its first bytes, for messages. */
final class FileKind {
    static final String WEB_PAGE = "a web page";

    private static final int LOOKED_AT = 512;

    /** Bytes at an offset, as characters of ISO 8859-1, and the kind of file that has them. */
    private record Signature(int at, String bytes, String kind) {}

    private static final List<Signature> SIGNATURES = List.of(
            new Signature(0, "%PDF", "a PDF document"),
            new Signature(0, "II*\0", "a TIFF image, or a camera's raw file"),
            new Signature(0, "MM\0*", "a TIFF image, or a camera's raw file"),
            new Signature(4, "ftypheic", "a HEIC image"),
            new Signature(4, "ftypheix", "a HEIC image"),
            new Signature(4, "ftypmif1", "a HEIC image"),
            new Signature(4, "ftypavif", "an AVIF image"),
            new Signature(4, "ftyp", "a video (MP4 or MOV)"),
            new Signature(0, "\u00ff\n", "a JPEG XL image"),
            new Signature(4, "JXL ", "a JPEG XL image"),
            new Signature(4, "jP  ", "a JPEG 2000 image"),
            new Signature(0, "8BPS", "a Photoshop document"),
            new Signature(0, "\0\0\u0001\0", "an icon (ICO)"),
            new Signature(0, "qoif", "a QOI image"),
            new Signature(0, "P7", "a PAM image"),
            new Signature(0, "PK\u0003\u0004", "a ZIP archive, or a document of an office program"),
            new Signature(0, "\u001f\u008b", "a gzip file"),
            new Signature(0, "\u0093NUMPY", "a NumPy array"),
            new Signature(0, "MATLAB", "a MATLAB file"),
            new Signature(0, "\u0089HDF", "an HDF5 file"));

    private FileKind() {}

    /** A noun with its article, such as {@code a PDF document}; empty if nothing is recognised. */
    static Optional<String> of(byte[] content) {
        for (Signature signature : SIGNATURES) {
            byte[] wanted = signature.bytes().getBytes(StandardCharsets.ISO_8859_1);
            int end = signature.at() + wanted.length;
            if (content.length >= end && Arrays.equals(content, signature.at(), end, wanted, 0, wanted.length)) {
                return Optional.of(signature.kind());
            }
        }
        return text(content);
    }

    private static Optional<String> text(byte[] content) {
        String start;
        try {
            // A character that is cut in two at the end is not an error of the file.
            int length = Math.min(LOOKED_AT, content.length);
            while (length > 0 && length < content.length && (content[length] & 0xc0) == 0x80) {
                length--;
            }
            start = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        if (start.isBlank() || start.chars().anyMatch(c -> c < ' ' && !Character.isWhitespace(c))) {
            return Optional.empty();
        }
        String low = start.toLowerCase(Locale.ROOT);
        if (low.contains("<svg")) {
            return Optional.of("an SVG drawing");
        }
        return Optional.of(low.contains("<html") || low.contains("<!doctype html") ? WEB_PAGE : "text");
    }
}
