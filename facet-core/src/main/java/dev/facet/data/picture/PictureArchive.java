package dev.facet.data.picture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.facet.format.FormatException;
import dev.facet.format.ZipArchive;

/**
 * The pictures in a ZIP archive, read in place. A single folder that contains everything is taken for the top, and
 * files that macOS adds are ignored.
 */
final class PictureArchive implements PictureSource {
    /** Greatest ratio of unpacked to packed size; pictures are compressed already, so they seldom shrink. */
    private static final long MAX_EXPANSION = 200;

    private static final long ALWAYS_ALLOWED = 1L << 30;

    private final Path file;
    private final ZipArchive archive;
    private final List<ZipArchive.Member> members;
    private final String top;

    private PictureArchive(Path file, ZipArchive archive, List<ZipArchive.Member> members, String top) {
        this.file = file;
        this.archive = archive;
        this.members = members;
        this.top = top;
    }

    /** @throws FormatException if the archive is damaged, or its unpacked size is implausible for pictures */
    static PictureArchive open(Path file) throws IOException {
        ZipArchive archive = ZipArchive.open(file);
        try {
            long total = archive.members().stream()
                    .mapToLong(ZipArchive.Member::bytes)
                    .sum();
            long most = Math.max(ALWAYS_ALLOWED, MAX_EXPANSION * Files.size(file));
            if (total > most) {
                throw new FormatException(
                        file,
                        "unpacks to " + total + " bytes; an archive of " + Files.size(file) + " bytes with pictures"
                                + " unpacks to at most " + most + ". If the archive is what you expect, unpack it"
                                + " and point to the folder");
            }
            List<ZipArchive.Member> members = archive.members().stream()
                    .filter(member -> !isHidden(member.name()))
                    .sorted(Comparator.comparing(ZipArchive.Member::name))
                    .toList();
            return new PictureArchive(file, archive, members, top(members));
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private static boolean isHidden(String name) {
        return Arrays.stream(name.split("/")).anyMatch(part -> part.startsWith(".") || part.equals("__MACOSX"));
    }

    /** The single folder that contains everything, with a slash; empty if there is none. */
    private static String top(List<ZipArchive.Member> members) {
        if (members.isEmpty()) {
            return "";
        }
        String first = members.get(0).name();
        String folder = first.substring(0, first.indexOf('/') + 1);
        return members.stream().allMatch(member -> member.name().startsWith(folder)) ? folder : "";
    }

    @Override
    public Path path() {
        return file;
    }

    @Override
    public boolean hasFolder(String name) {
        return members.stream().anyMatch(member -> member.name().startsWith(top + name + "/"));
    }

    @Override
    public List<Entry> list(String below) {
        String prefix = below.isEmpty() ? top : top + below + "/";
        return members.stream()
                .filter(member -> member.name().startsWith(prefix))
                .map(member -> new Entry(
                        pathOf(member.name()), member.name().substring(prefix.length()), new Packed(archive, member)))
                .toList();
    }

    /** A path for messages; that of the archive if the file system does not allow the name. */
    private Path pathOf(String name) {
        try {
            return file.resolve(name);
        } catch (InvalidPathException e) {
            return file;
        }
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
        for (ZipArchive.Member member : members) {
            if (member.name().equals(top + name)) {
                PictureSource.checkTable(pathOf(member.name()), member.bytes());
                try (InputStream in = archive.open(member)) {
                    return Optional.of(in.readAllBytes());
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }

    private record Packed(ZipArchive archive, ZipArchive.Member member) implements Content {
        @Override
        public InputStream open() throws IOException {
            return archive.open(member);
        }

        @Override
        public long bytes() {
            return member.bytes();
        }
    }
}
