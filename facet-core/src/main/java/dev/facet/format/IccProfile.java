package dev.facet.format;

import java.nio.ByteBuffer;

/** Checks the sizes in a colour profile (ICC.1:2022, chapter 7) before a library allocates memory by them. */
final class IccProfile {
    private static final int HEADER = 128;
    private static final int SIGNATURE = 0x61637370; // acsp
    private static final int TAG = 12;

    private IccProfile() {}

    /** Whether its stated size is that of {@code profile}, and all its tags lie within it. */
    static boolean isSound(byte[] profile) {
        if (profile.length < HEADER + 4) {
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
}
