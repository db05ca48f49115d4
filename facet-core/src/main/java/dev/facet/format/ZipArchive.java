package dev.facet.format;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A ZIP archive whose members are read in place and never written anywhere. The JDK unpacks. This class checks the
 * archive's claims first (sizes against the archive's own, names, duplicates), checks content against its checksum, and
 * throws {@link FormatException} for all damage. Thread-safe; whoever opens it closes it.
 */
public final class ZipArchive implements Closeable {
    /** No deflate stream expands by more than 1032 (zlib's technical notes). */
    private static final long MAX_EXPANSION = 1032;
    /** Uncompressed bytes that a member may claim regardless of its compressed size. */
    private static final long SLACK = 1024;

    private final Path file;
    private final ZipFile zip;
    private final Map<String, Member> members;

    /**
     * A file in the archive.
     *
     * @param name with {@code /} between folders
     * @param bytes its uncompressed size
     * @param stored its name as the archive writes it
     */
    public record Member(String name, long bytes, String stored) {}

    private ZipArchive(Path file, ZipFile zip, Map<String, Member> members) {
        this.file = file;
        this.zip = zip;
        this.members = Collections.unmodifiableMap(members);
    }

    /** Whether {@code file} starts like an archive, even an empty one. */
    public static boolean detect(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(4);
            return start.length == 4
                    && start[0] == 'P'
                    && start[1] == 'K'
                    && ((start[2] == 3 && start[3] == 4) || (start[2] == 5 && start[3] == 6));
        }
    }

    /**
     * Opens {@code file} and checks its claims about its members.
     *
     * @throws FormatException if it is damaged, encrypted, or malicious
     */
    public static ZipArchive open(Path file) throws IOException {
        long size = Files.size(file);
        ZipFile zip = zip(file);
        try {
            return new ZipArchive(file, zip, members(file, size, zip));
        } catch (IllegalArgumentException e) {
            zip.close();
            throw new FormatException(file, problem(e), e);
        } catch (IOException e) {
            zip.close();
            throw e;
        }
    }

    private static ZipFile zip(Path file) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException e) {
            if (String.valueOf(e.getMessage()).contains("bad entry name")) {
                return oldNames(file);
            }
            throw new FormatException(file, problem(e), e);
        } catch (EOFException | IllegalArgumentException e) {
            throw new FormatException(file, problem(e), e);
        }
    }

    /** An archive of which names are not in UTF-8; what says nothing else is in the code page of the first PCs. */
    private static ZipFile oldNames(Path file) throws IOException {
        Charset names = Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.ISO_8859_1;
        try {
            return new ZipFile(file.toFile(), names);
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new FormatException(file, problem(e), e);
        }
    }

    private static String problem(Exception e) {
        String message = e.getMessage() == null ? "it ends early" : e.getMessage();
        return message.contains("encrypted")
                ? "an encrypted ZIP archive; unpack it with its password and pack it again without one"
                : "a damaged ZIP archive (" + message + "); get the file again";
    }

    private static Map<String, Member> members(Path file, long size, ZipFile zip) throws FormatException {
        Map<String, Member> members = new LinkedHashMap<>();
        long packed = 0;
        List<ZipEntry> entries = new ArrayList<>(zip.size());
        zip.entries().asIterator().forEachRemaining(entries::add);
        for (ZipEntry entry : entries) {
            // Some programs of Windows write backslashes between folders.
            String name = entry.getName().replace('\\', '/');
            checkName(file, name);
            if (name.endsWith("/")) {
                continue;
            }
            long bytes = entry.getSize();
            long compressed = entry.getCompressedSize();
            if (bytes < 0 || compressed < 0 || bytes > compressed * MAX_EXPANSION + SLACK) {
                throw new FormatException(
                        file,
                        name + " claims to unpack " + compressed + " bytes to " + bytes
                                + ", which no ZIP archive can; it is damaged or made to do harm");
            }
            packed += compressed;
            if (packed > size) {
                throw new FormatException(
                        file,
                        "its members overlap: together they would take more than the archive's own " + size
                                + " bytes; it is damaged or made to do harm");
            }
            if (members.put(name, new Member(name, bytes, entry.getName())) != null) {
                throw new FormatException(
                        file, "holds " + name + " twice, so it is unclear which one is meant; pack it again");
            }
        }
        return members;
    }

    /** Refuses names that lead out of an archive. */
    static void checkName(Path file, String name) throws FormatException {
        boolean absolute = name.startsWith("/") || name.matches("(?s)[A-Za-z]:.*");
        boolean climbs = List.of(name.split("/", -1)).contains("..");
        if (absolute || climbs || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
            throw new FormatException(
                    file,
                    "holds a member called \"" + name.replace("\0", "\\0") + "\", which points "
                            + (absolute || climbs ? "outside the archive" : "nowhere in particular")
                            + "; names must be relative and without \"..\" and backslashes. Pack the files again");
        }
    }

    /** The files, in the archive's order. */
    public List<Member> members() {
        return List.copyOf(members.values());
    }

    /**
     * The content of a member. The stream throws {@link FormatException} if the content is longer or shorter than
     * claimed or does not match its checksum.
     */
    public InputStream open(Member member) throws IOException {
        ZipEntry entry = zip.getEntry(member.stored());
        if (entry == null) {
            throw new FormatException(file, member.name() + " is not in it any more");
        }
        try {
            return new Checked(zip.getInputStream(entry), member, entry.getCrc());
        } catch (ZipException | EOFException e) {
            throw damaged(member, e);
        }
    }

    private FormatException damaged(Member member, IOException e) {
        return new FormatException(
                file,
                member.name() + " is damaged (" + (e.getMessage() == null ? "it ends early" : e.getMessage())
                        + "); get the archive again",
                e);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private final class Checked extends FilterInputStream {
        private final Member member;
        private final long expected;
        private final CRC32 sum = new CRC32();
        private long count;

        Checked(InputStream in, Member member, long expected) {
            super(in);
            this.member = member;
            this.expected = expected;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got;
            try {
                got = in.read(target, offset, length);
            } catch (ZipException | EOFException e) {
                throw damaged(member, e);
            }
            if (got > 0) {
                count += got;
                sum.update(target, offset, got);
            }
            if (count > member.bytes() || (got < 0 && count < member.bytes())) {
                throw new FormatException(
                        file,
                        member.name() + " unpacks to " + (got < 0 ? "" : "more than ") + count + " bytes where "
                                + member.bytes() + " are claimed; the archive is damaged");
            }
            if (got < 0 && sum.getValue() != expected) {
                throw new FormatException(file, member.name() + " does not have its checksum; get the archive again");
            }
            return got;
        }

        /** Skips by reading, so that the checksum stays right. */
        @Override
        public long skip(long bytes) throws IOException {
            byte[] skipped = new byte[(int) Math.max(0, Math.min(bytes, 1 << 14))];
            return skipped.length == 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
