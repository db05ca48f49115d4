package dev.facet.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Checks the sizes in a colour profile (ICC.1:2022, chapter 7) before a library allocates memory by them. */
final class IccProfile {
    /** Greatest size of a profile in bytes. Those of printers have up to three megabytes. */
    static final int MOST_BYTES = 4 << 20;

    private static final int HEADER = 128;
    private static final int SIGNATURE = 0x61637370; // acsp
    private static final int RGB = 0x52474220;
    private static final int GRAY = 0x47524159;
    private static final int DESCRIPTION = 0x64657363; // desc
    private static final int LONGEST_NAME = 300;
    private static final int TAG = 12;

    private IccProfile() {}

    /** Whether its stated size is that of {@code profile}, and all its tags lie within it. */
    static boolean isSound(byte[] profile) {
        if (profile.length < HEADER + 4 || profile.length > MOST_BYTES) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap(profile);
        long size = Integer.toUnsignedLong(bytes.getInt(0));
        long tags = Integer.toUnsignedLong(bytes.getInt(HEADER));
        // A byte of padding may follow to make the length even.
        if (size > profile.length
                || size < profile.length - 3
                || bytes.getInt(36) != SIGNATURE
                || tags > (size - HEADER - 4) / TAG) {
            return false;
        }
        for (int i = 0; i < tags; i++) {
            int at = HEADER + 4 + TAG * i;
            long from = Integer.toUnsignedLong(bytes.getInt(at + 4));
            long length = Integer.toUnsignedLong(bytes.getInt(at + 8));
            if (from < HEADER || from + length > size) {
                return false;
            }
        }
        return true;
    }

    /**
     * The profile if pixels of so many {@code channels} must be converted by it: if it is sound, describes grey or RGB
     * as they do, and is not that of sRGB, which is the standard without a profile.
     */
    static byte @Nullable [] fitting(byte @Nullable [] profile, int channels) {
        if (profile == null || !isSound(profile)) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(profile);
        boolean fits = bytes.getInt(16) == (channels == 1 ? GRAY : RGB);
        return fits && !isStandard(bytes) ? profile : null;
    }

    /** Whether its description calls it sRGB. Some programs write that with small differences, which nobody sees. */
    private static boolean isStandard(ByteBuffer bytes) {
        int tags = bytes.getInt(HEADER);
        for (int i = 0; i < tags; i++) {
            int at = HEADER + 4 + TAG * i;
            if (bytes.getInt(at) == DESCRIPTION) {
                int from = bytes.getInt(at + 4);
                int length = Math.min(LONGEST_NAME, bytes.getInt(at + 8));
                // In text, or in UTF-16 with zeros between.
                String name = new String(bytes.array(), from, length, StandardCharsets.ISO_8859_1).replace("\0", "");
                return name.contains("sRGB") && !name.toLowerCase(Locale.ROOT).contains("linear");
            }
        }
        return false;
    }
}
