package dev.facet.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;

import dev.facet.format.FormatException;
import dev.facet.format.Npy;
import dev.facet.format.Npz;

/** Opens data sets in NumPy's files, which their content tells from others. */
final class ArrayFiles {
    private static final int START = 8;

    private ArrayFiles() {}

    /** Whether {@code file} is a NumPy array. */
    static boolean isNpy(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(START);
            return start.length > 5 && start[0] == (byte) 0x93 && start[1] == 'N' && start[5] == 'Y';
        }
    }

    /**
     * All images of a NumPy array; none are held out.
     *
     * @throws FormatException if the file is malformed or holds no images
     */
    static Dataset npy(Path file, Split split, Path cache) throws IOException {
        Npy array = Npy.open(file);
        return new ArraySet(name(file), file, sha256(file), Map.of("images", array), List.of()).open(split, cache);
    }

    /**
     * A part of a NumPy archive; see {@link ArraySet}.
     *
     * @throws FormatException if the file is malformed or holds no images
     */
    static Dataset npz(Path file, Split split, Path cache) throws IOException {
        byte[] content = sha256(file);
        try (Npz npz = Npz.open(file)) {
            return new ArraySet(name(file), file, content, npz.arrays(), npz.others()).open(split, cache);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("(?i)\\.(npy|npz)$", "");
    }

    private static byte[] sha256(Path file) throws IOException {
        MessageDigest digest = FolderScan.newSha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                digest.update(buffer, 0, got);
            }
        }
        return digest.digest();
    }
}
