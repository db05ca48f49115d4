package dev.facet.data.picture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.facet.data.LeftOut;
import dev.facet.data.PartName;
import dev.facet.format.FormatException;
import dev.facet.format.SystemNames;
import dev.facet.format.TarArchive;
import dev.facet.format.ZipArchive;

/**
 * The pictures in one archive or several, ZIP or tar, read in place. A single folder that contains everything is taken
 * for the top. Hidden files and files of the system are left out, and so are links. Where archives of one set hold
 * files of the same name, or their names say of which part they are, each is called by its archive and its name, and
 * folders are no classes.
 */
final class PictureArchive implements PictureSource {
    /** Greatest ratio of unpacked to packed size; pictures are compressed already, so they seldom shrink. */
    private static final long MAX_EXPANSION = 200;

    private static final long ALWAYS_ALLOWED = 1L << 30;

    private final Path path;
    private final List<Closeable> archives;
    private final Listing listing;
    private final boolean sorted;

    private PictureArchive(Path path, List<Closeable> archives, Listing listing, boolean sorted) {
        this.path = path;
        this.archives = archives;
        this.listing = listing;
        this.sorted = sorted;
    }

    /** A file in one of the archives. */
    private record Member(Path archive, String name, Content content) {}

    /**
     * Opens an archive.
     *
     * @throws FormatException if the archive is damaged, or its unpacked size is implausible for pictures
     */
    static PictureArchive open(Path file) throws IOException {
        return open(file, List.of(file));
    }

    /** Opens archives that are one set together. */
    static PictureArchive open(Path path, List<Path> files) throws IOException {
        List<Closeable> archives = new ArrayList<>();
        try {
            List<Member> members = new ArrayList<>();
            SystemFiles system = new SystemFiles();
            List<String> links = new ArrayList<>();
            for (Path file : files) {
                for (Member member : members(file, archives, links)) {
                    if (SystemNames.isOn(member.name())) {
                        system.add(member.name());
                    } else {
                        members.add(member);
                    }
                }
            }
            List<LeftOut> leftOut = new ArrayList<>(system.leftOut());
            if (!links.isEmpty()) {
                leftOut.add(new LeftOut("links", links.size(), "which are not followed in an archive", links));
            }
            Set<String> names = new HashSet<>();
            Map<Path, String> parts = parts(files);
            boolean unique = parts.isEmpty() && members.stream().allMatch(member -> names.add(member.name()));
            List<Entry> entries = new ArrayList<>();
            String top = unique ? top(members) : "";
            for (Member member : members) {
                String name = unique
                        ? member.name().substring(top.length())
                        : parts.getOrDefault(member.archive(), "") + stem(member.archive()) + "/" + member.name();
                entries.add(new Entry(pathOf(member.archive(), member.name()), name, member.content()));
            }
            entries.sort(Comparator.comparing(Entry::relative));
            return new PictureArchive(path, archives, new Listing(entries, leftOut), unique);
        } catch (IOException | RuntimeException e) {
            for (Closeable archive : archives) {
                archive.close();
            }
            throw e;
        }
    }

    /** The folders of parts, by the names of archives such as {@code train-000000.tar}; none without both parts. */
    private static Map<Path, String> parts(List<Path> files) {
        Map<Path, String> parts = new HashMap<>();
        Set<PartName> found = EnumSet.noneOf(PartName.class);
        for (Path file : files) {
            PartName.Said.of(stem(file)).ifPresent(said -> {
                parts.put(file, said.word() + "/");
                found.add(said.part());
            });
        }
        return found.contains(PartName.TRAIN) && found.size() > 1 ? parts : Map.of();
    }

    /** The tar archives in {@code folder}, if it holds such and no pictures: the shards of a set. */
    static List<Path> shards(Path folder) throws IOException {
        List<Path> shards = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                String name = String.valueOf(child.getFileName());
                if (SystemNames.is(name)) {
                    continue;
                }
                if (Files.isDirectory(child) || FolderScan.hasImageName(name)) {
                    return List.of();
                }
                boolean named = name.matches("(?i).*\\.(tar|tgz|tar\\.gz)");
                if (named && Files.isRegularFile(child) && TarArchive.detect(child)) {
                    shards.add(child);
                }
            }
        }
        shards.sort(Comparator.comparing(Path::toString));
        return shards;
    }

    private static List<Member> members(Path file, List<Closeable> archives, List<String> links) throws IOException {
        if (TarArchive.detect(file)) {
            TarArchive archive = TarArchive.open(file);
            archives.add(archive);
            links.addAll(archive.links());
            return archive.members().stream()
                    .map(member -> new Member(file, member.name(), new Tarred(archive, member)))
                    .toList();
        }
        ZipArchive archive = ZipArchive.open(file);
        archives.add(archive);
        long total =
                archive.members().stream().mapToLong(ZipArchive.Member::bytes).sum();
        long most = Math.max(ALWAYS_ALLOWED, MAX_EXPANSION * Files.size(file));
        if (total > most) {
            throw new FormatException(
                    file,
                    "unpacks to " + total + " bytes; an archive of " + Files.size(file) + " bytes with pictures"
                            + " unpacks to at most " + most + ". If the archive is what you expect, unpack it"
                            + " and point to the folder");
        }
        return archive.members().stream()
                .map(member -> new Member(file, member.name(), new Packed(archive, member)))
                .toList();
    }

    private static String stem(Path archive) {
        return String.valueOf(archive.getFileName()).replaceFirst("(?i)\\.(zip|tgz|tar|tar\\.gz)$", "");
    }

    /** The single folder that contains everything, with a slash; empty if there is none. */
    private static String top(List<Member> members) {
        if (members.isEmpty()) {
            return "";
        }
        String first = members.get(0).name();
        String folder = first.substring(0, first.indexOf('/') + 1);
        return members.stream().allMatch(member -> member.name().startsWith(folder)) ? folder : "";
    }

    /** A path for messages; that of the archive if the file system does not allow the name. */
    private static Path pathOf(Path archive, String name) {
        try {
            return archive.resolve(name);
        } catch (InvalidPathException e) {
            return archive;
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Listing list() {
        return listing;
    }

    @Override
    public boolean sorted() {
        return sorted;
    }

    @Override
    public void close() throws IOException {
        for (Closeable archive : archives) {
            archive.close();
        }
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

    private record Tarred(TarArchive archive, TarArchive.Member member) implements Content {
        @Override
        public InputStream open() {
            return archive.open(member);
        }

        @Override
        public long bytes() {
            return member.bytes();
        }
    }
}
