package dev.facet.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.format.FormatException;
import dev.facet.format.MatFile;
import dev.facet.format.Npy;
import dev.facet.format.Npz;
import dev.facet.format.ZipArchive;

/** Opens data sets in the files of NumPy and MATLAB, which their content tells from others. */
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

    /** Whether the ZIP archive {@code file} holds NumPy arrays, rather than pictures. */
    static boolean isNpz(Path file) throws IOException {
        if (String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".npz")) {
            return true;
        }
        try (ZipArchive archive = ZipArchive.open(file)) {
            return archive.members().stream().anyMatch(member -> member.name().endsWith(".npy"));
        }
    }

    /**
     * All images of a NumPy array; none are held out.
     *
     * @throws FormatException if the file is malformed or holds no images
     */
    static Dataset npy(Path file, DataConfig data, Split split, Path cache) throws IOException {
        Npy array = Npy.open(file);
        if (data.kind().isSequential()) {
            return SequenceSet.of(name(file), file, Map.of("sequences", array)).open(data, split);
        }
        return new ArraySet(name(file), file, sha256(file), Map.of("images", array), List.of()).open(split, cache);
    }

    /**
     * A part of a NumPy archive; see {@link ArraySet}.
     *
     * @throws FormatException if the file is malformed or holds no images
     */
    static Dataset npz(Path file, DataConfig data, Split split, Path cache) throws IOException {
        byte[] content = sha256(file);
        try (Npz npz = Npz.open(file)) {
            if (data.kind().isSequential()) {
                return SequenceSet.of(name(file), file, npz.arrays()).open(data, split);
            }
            return new ArraySet(name(file), file, content, npz.arrays(), npz.others()).open(split, cache);
        }
    }

    /**
     * A part of a MAT-file; see {@link ArraySet}. Files named as those of SVHN are have their parts beside each other.
     *
     * @throws FormatException if the file is malformed or holds no images
     */
    static Dataset mat(Path file, DataConfig data, Split split, Path cache) throws IOException {
        if (Svhn.isPart(file)) {
            return Svhn.open(file, split, cache);
        }
        MatFile mat = MatFile.read(file);
        if (data.kind().isSequential()
                || (data.kind() == Kind.AUTO && !mat.cells().isEmpty())) {
            return SequenceSet.of(name(file), file, mat).open(data, split);
        }
        return images(name(file), file, mat, cache, split);
    }

    /** All of {@code file} as the part {@code split}. */
    static Dataset mat(String name, Path file, Path cache, Split split) throws IOException {
        return images(name, file, MatFile.read(file), cache, split);
    }

    private static Dataset images(String name, Path file, MatFile mat, Path cache, Split split) throws IOException {
        byte[] content = sha256(file);
        List<String> others = new ArrayList<>(mat.cells().keySet());
        others.addAll(mat.texts().keySet());
        others.addAll(mat.others());
        return new ArraySet(name, file, content, MatAxes.itemsFirst(mat.arrays()), others).open(split, cache);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("(?i)\\.(npy|npz|mat)$", "");
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
