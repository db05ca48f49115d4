package dev.facet.format;

import java.util.Arrays;
import java.util.Random;

/** Damages valid files as disks, transfers and attackers do, to test that a reader refuses them cleanly. */
public final class Mutants {
    private static final byte[] EXTREMES = {0, 1, -1, 0x7F, (byte) 0x80};

    private Mutants() {}

    /** A damaged copy: bytes flipped or set to extremes, the end cut off, a stretch removed, doubled or overwritten. */
    public static byte[] mutate(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        int kind = random.nextInt(6);
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(16, bytes.length - at));
        switch (kind) {
            case 0 -> {
                for (int i = 0; i < length; i++) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> bytes = Arrays.copyOf(bytes, at);
            case 2 -> bytes = splice(bytes, at, at + length);
            case 3 -> bytes = splice(bytes, at + length, at);
            case 4 -> Arrays.fill(bytes, at, at + length, EXTREMES[random.nextInt(EXTREMES.length)]);
            default -> {
                // The sizes of a header are among the first bytes.
                int early = random.nextInt(Math.min(64, bytes.length));
                bytes[early] = EXTREMES[random.nextInt(EXTREMES.length)];
            }
        }
        return bytes;
    }

    /** {@code bytes[0 … head − 1]} followed by {@code bytes[tail …]}. */
    private static byte[] splice(byte[] bytes, int head, int tail) {
        byte[] result = Arrays.copyOf(bytes, head + bytes.length - tail);
        System.arraycopy(bytes, tail, result, head, bytes.length - tail);
        return result;
    }
}
