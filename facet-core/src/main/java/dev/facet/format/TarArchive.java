package dev.facet.format;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import org.jspecify.annotations.Nullable;

/**
 * A tar archive (POSIX ustar and pax, and GNU's long names), plain or compressed with gzip, whose members are read in
 * place. Links and devices in it are never followed. A compressed archive is unpacked into one temporary file, since
 * its members cannot be reached otherwise. Thread-safe; whoever opens it closes it.
 *
 * <p>Commons Compress keeps all fields of every member and reads names of any length into memory, which a small file
 * can use to take all of it; this class reads the five fields that are needed, within bounds.
 */
public final class TarArchive implements Closeable {
    private static final int BLOCK = 512;
    private static final int MOST_NAME = 1 << 16;
    private static final int MOST_MEMBERS = 20_000_000;
    /** Memory of a member, without its name. */
    private static final long MEMBER_BYTES = 200;
    /** Greatest ratio of unpacked to packed size; what tar archives of pictures hold is compressed already. */
    private static final long MOST_EXPANSION = 200;

    private static final long ALWAYS_ALLOWED = 1L << 30;

    private final Path file;
    private final FileChannel channel;
    private final List<Member> members;
    private final List<String> links;

    /**
     * A file in the archive.
     *
     * @param name with {@code /} between folders
     * @param at where its content starts
     * @param bytes the size of its content
     */
    public record Member(String name, long at, long bytes) {}

    private TarArchive(Path file, FileChannel channel, List<Member> members, List<String> links) {
        this.file = file;
        this.channel = channel;
        this.members = members;
        this.links = links;
    }

    /** Whether an archive that starts with these bytes is a tar archive. */
    static boolean isHeader(byte[] start) {
        if (start.length < BLOCK || start[0] == 0) {
            return false;
        }
        long said = octal(start, 148, 8);
        return said > 0 && said == sum(start);
    }

    /** Whether {@code file} is a tar archive, compressed or not, by its first bytes. */
    public static boolean detect(Path file) throws IOException {
        FileStart start = FileStart.of(file);
        return start.packings() <= 1 && start.isTar();
    }

    /**
     * Opens {@code file} and reads the names and sizes of its members.
     *
     * @throws FormatException if it is damaged or malicious
     */
    public static TarArchive open(Path file) throws IOException {
        FileChannel channel = FileStart.of(file).packings() == 0
                ? FileChannel.open(file, StandardOpenOption.READ)
                : FileChannel.open(unpacked(file), StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
        try {
            return read(file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Path unpacked(Path file) throws IOException {
        long most = Math.max(ALWAYS_ALLOWED, MOST_EXPANSION * Files.size(file));
        Path target = Files.createTempFile("facet-", ".tar");
        boolean whole = false;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16);
                OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[1 << 16];
            long count = 0;
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                count += got;
                if (count > most) {
                    throw new FormatException(
                            file,
                            "unpacks to more than " + most + " bytes, which no archive of pictures with "
                                    + Files.size(file) + " bytes does. If it is what you expect, unpack it and point"
                                    + " to the folder");
                }
                out.write(buffer, 0, got);
            }
            whole = true;
            return target;
        } catch (ZipException | EOFException e) {
            throw new FormatException(file, "its compression is damaged or cut off; get the archive again", e);
        } finally {
            if (!whole) {
                Files.delete(target);
            }
        }
    }

    private static TarArchive read(Path file, FileChannel channel) throws IOException {
        Map<String, Member> members = new LinkedHashMap<>();
        List<String> links = new ArrayList<>();
        long size = channel.size();
        long memory = 0;
        long at = 0;
        String longName = "";
        long longSize = -1;
        while (at + BLOCK <= size) {
            byte[] header = block(channel, at, BLOCK);
            if (isZero(header)) {
                break;
            }
            if (!isHeader(header)) {
                throw new FormatException(file, "a damaged tar archive (at byte " + at + "); get the file again");
            }
            char type = (char) header[156];
            long bytes = longSize >= 0 && type != 'x' && type != 'L' ? longSize : number(header, 124, 12);
            long content = at + BLOCK;
            if (bytes < 0 || bytes > size - content) {
                throw new FormatException(
                        file,
                        "a tar archive that is cut off or damaged: its member at byte " + at + " claims " + bytes
                                + " bytes, and " + Math.max(0, size - content) + " are there; get the file again");
            }
            at = content + (bytes + BLOCK - 1) / BLOCK * BLOCK;
            switch (type) {
                case 'x' -> {
                    Map<String, String> fields = pax(block(channel, content, (int) Math.min(bytes, MOST_NAME)));
                    longName = fields.getOrDefault("path", longName);
                    longSize = size(fields.get("size"));
                    continue;
                }
                case 'L' -> {
                    longName = text(block(channel, content, (int) Math.min(bytes, MOST_NAME)), 0, MOST_NAME);
                    continue;
                }
                case 'g', 'K' -> {
                    continue;
                }
                default -> {}
            }
            String name = longName.isEmpty() ? name(header) : longName;
            longName = "";
            longSize = -1;
            while (name.startsWith("./")) {
                name = name.substring(2);
            }
            boolean plain = (type == '0' || type == 0 || type == '7') && !name.endsWith("/");
            if (type == '1' || type == '2') {
                links.add(name);
            } else if (plain) {
                ZipArchive.checkName(file, name);
                // As tar does, the last member of a name is the one that counts.
                members.put(name, new Member(name, content, bytes));
            }
            memory += MEMBER_BYTES + 2L * name.length();
            MemoryException.check(file, memory, "unpack it, and point to the folder");
            if (members.size() > MOST_MEMBERS) {
                throw new FormatException(file, "has more than " + MOST_MEMBERS + " members");
            }
        }
        return new TarArchive(file, channel, List.copyOf(members.values()), List.copyOf(links));
    }

    private static byte[] block(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) >= 0) {
            continue;
        }
        return buffer.array();
    }

    private static boolean isZero(byte[] header) {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static long sum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xFF;
        }
        return sum;
    }

    private static String name(byte[] header) {
        String name = text(header, 0, 100);
        String prefix = text(header, 257, 5).equals("ustar") && header[262] == 0 ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** Text up to the first zero. */
    private static String text(byte[] from, int at, int most) {
        int end = at;
        while (end < from.length && end < at + most && from[end] != 0) {
            end++;
        }
        return new String(from, at, end - at, StandardCharsets.UTF_8);
    }

    /** A number in octal digits, or in binary as GNU writes large ones; -1 if it is neither. */
    private static long number(byte[] header, int at, int length) {
        if ((header[at] & 0x80) == 0) {
            return octal(header, at, length);
        }
        ByteBuffer bytes = ByteBuffer.wrap(header, at + length - Long.BYTES, Long.BYTES);
        return bytes.getLong();
    }

    private static long octal(byte[] header, int at, int length) {
        String digits = text(header, at, length).strip();
        return digits.isEmpty() ? 0 : digits.matches("[0-7]{1,12}") ? Long.parseLong(digits, 8) : -1;
    }

    private static long size(@Nullable String digits) {
        return digits != null && digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : -1;
    }

    /** The fields of a pax header: lines of a length, a space, {@code KEY=VALUE} and a line break. */
    private static Map<String, String> pax(byte[] content) {
        Map<String, String> fields = new LinkedHashMap<>();
        int at = 0;
        while (at < content.length) {
            int space = at;
            while (space < content.length && content[space] >= '0' && content[space] <= '9') {
                space++;
            }
            String digits = new String(content, at, space - at, StandardCharsets.US_ASCII);
            long end = digits.matches("[0-9]{1,6}") ? at + Long.parseLong(digits) : 0;
            if (end <= space + 1 || end > content.length) {
                break;
            }
            String field = new String(content, space + 1, (int) end - space - 2, StandardCharsets.UTF_8);
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
            at = (int) end;
        }
        return fields;
    }

    /** The files, in the archive's order. */
    public List<Member> members() {
        return members;
    }

    /** The names of links, which are not followed. */
    public List<String> links() {
        return links;
    }

    /** The content of a member. */
    public InputStream open(Member member) {
        return new Content(member);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private final class Content extends InputStream {
        private final Member member;
        private long done;

        Content(Member member) {
            this.member = member;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            long left = member.bytes() - done;
            if (left <= 0) {
                return -1;
            }
            int got = channel.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, left)), member.at() + done);
            if (got < 0) {
                throw new FormatException(file, member.name() + " is cut off; get the archive again");
            }
            done += got;
            return got;
        }
    }
}
