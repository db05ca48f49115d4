package dev.facet.app.studio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.facet.config.UsageException;
import dev.facet.data.source.Datasets;
import dev.facet.format.Folders;

/**
 * Data that was uploaded, in a folder of the studio's own: {@code ID/NAME/FILES}. Their bytes, their number and their
 * names are bounded; what is under way counts, too. No name from a request leads out of an upload. Thread-safe.
 */
final class Uploads {
    /** Greatest number of uploads. */
    static final int MOST = 100;

    /** Greatest number of files in one upload. */
    static final int MOST_FILES = 200_000;

    private static final String FIELD = "data";
    private static final String UNFINISHED = ".part-";
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_LABEL = 60;
    private static final int DEEPEST = 8;
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final Path folder;
    private final long most;
    private final AtomicLong held = new AtomicLong();
    private final Map<Integer, Upload> uploads = new TreeMap<>();

    /** An upload. Changed only under the lock of {@link Uploads}. */
    private static final class Upload {
        private final Path content;
        private long bytes;
        private int files;

        Upload(Path content) {
            this.content = content;
        }
    }

    /** What is known of an upload: its number, the name that it was given, its files and their bytes. */
    record About(int id, String name, int files, long bytes) {}

    /**
     * The uploads in {@code folder}, which is made when it is needed.
     *
     * @param most greatest number of bytes of all uploads together
     * @throws UsageException if the folder is a link
     */
    Uploads(Path folder, long most) throws IOException {
        this.folder = folder;
        this.most = most;
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new UsageException(folder + " is a link or a file; wanted a folder for uploads. Remove it");
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> kept = Files.list(folder)) {
                for (Path each : kept.toList()) {
                    String name = String.valueOf(each.getFileName());
                    if (name.startsWith(UNFINISHED)) {
                        Files.deleteIfExists(each);
                    } else if (name.matches("\\d{1,6}") && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                        know(Integer.parseInt(name), each);
                    }
                }
            }
        }
    }

    private void know(int id, Path upload) throws IOException {
        try (Stream<Path> inner = Files.list(upload)) {
            Path content = inner.filter(each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))
                    .findFirst()
                    .orElse(null);
            if (content == null) {
                return;
            }
            Upload known = new Upload(content);
            Files.walkFileTree(content, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    known.files++;
                    known.bytes += attributes.size();
                    return FileVisitResult.CONTINUE;
                }
            });
            held.addAndGet(known.bytes);
            uploads.put(id, known);
        }
    }

    /** Greatest number of bytes that can still be uploaded. */
    long room() {
        return Math.max(0, most - held.get());
    }

    /** Greatest number of bytes of all uploads together. */
    long most() {
        return most;
    }

    /** Bytes as whole megabytes, as {@code --uploads} counts them. */
    static long megabytes(long bytes) {
        return bytes >> 20;
    }

    /** All uploads, in their order. */
    synchronized List<About> all() {
        return uploads.entrySet().stream()
                .map(each -> about(each.getKey(), each.getValue()))
                .toList();
    }

    private static About about(int id, Upload upload) {
        return new About(id, String.valueOf(upload.content.getFileName()), upload.files, upload.bytes);
    }

    /** Begins an upload with a name for its data, of which only plain letters are kept. */
    synchronized About begin(String name) throws IOException {
        if (uploads.size() >= MOST) {
            throw new Conflict("there are " + MOST + " uploads, which is the limit; remove one that no run needs");
        }
        int id = uploads.keySet().stream().mapToInt(each -> each).max().orElse(0) + 1;
        Path content = folder.resolve(Integer.toString(id)).resolve(label(name));
        Files.createDirectories(content);
        Upload upload = new Upload(content);
        uploads.put(id, upload);
        return about(id, upload);
    }

    private static String label(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[.-]+", "");
        String kept = plain.substring(0, Math.min(LONGEST_LABEL, plain.length()));
        return kept.isEmpty() ? "upload" : kept;
    }

    /** A file that is being received. */
    final class Part implements AutoCloseable {
        private final Path file;
        private long bytes;

        private Part(Path file) {
            this.file = file;
        }

        Path file() {
            return file;
        }

        /** Whether so many more bytes have room; they count from now on. */
        boolean grow(int more) {
            bytes += more;
            return held.addAndGet(more) <= most;
        }

        /** Deletes the file, unless it has become one of an upload. */
        @Override
        public void close() {
            held.addAndGet(-bytes);
            bytes = 0;
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("{} cannot be deleted: {}", file, e.getMessage());
            }
        }
    }

    /** A new file for the bytes of a request. */
    Part receive() throws IOException {
        Files.createDirectories(folder);
        return new Part(folder.resolve(UNFINISHED + UUID.randomUUID()));
    }

    /**
     * Adds a received file to an upload.
     *
     * @param name its name within the upload, with {@code /} between folders
     * @throws Mistake if it cannot have that name
     * @throws Conflict if there is a file of that name, or there are too many
     */
    synchronized About add(int id, String name, Part part) throws IOException {
        Upload upload = upload(id);
        if (upload.files >= MOST_FILES) {
            throw new Conflict("an upload has at most " + MOST_FILES + " files; put them into an archive");
        }
        Path target = upload.content;
        String[] names = name.split("/", -1);
        if (names.length > DEEPEST) {
            throw new Mistake(FIELD, "'" + shown(name) + "' is in more than " + (DEEPEST - 1) + " folders");
        }
        for (String each : names) {
            if (each.isBlank()
                    || each.startsWith(".")
                    || each.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME
                    || each.chars().anyMatch(c -> c < ' ' || c == 0x7f || "\\:*?\"<>|".indexOf(c) >= 0)) {
                throw new Mistake(
                        FIELD,
                        "a file cannot be called '" + shown(name) + "' here: wanted names of at most " + LONGEST_NAME
                                + " bytes that do not begin with a dot, without control characters and"
                                + " \\ : * ? \" < > |");
            }
            target = target.resolve(each);
        }
        try {
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.createFile(target); // so that nothing is replaced
            Files.move(part.file(), target, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileAlreadyExistsException e) {
            throw new Conflict("the upload has a file or folder called '" + shown(name) + "' already");
        }
        upload.bytes += part.bytes;
        upload.files++;
        part.bytes = 0; // it stays
        return about(id, upload);
    }

    /** What a reader of data should open: the only file of an upload, or the folder of its files. */
    synchronized Path find(int id) throws IOException {
        Upload upload = upload(id);
        if (upload.files == 0) {
            throw new Mistake(FIELD, "nothing was uploaded: the upload has no files");
        }
        Path real = upload.content.toRealPath();
        if (!real.startsWith(folder.toRealPath())) {
            throw new Mistake(FIELD, "the folder of the upload was replaced by a link; upload the data again");
        }
        if (upload.files == 1) {
            try (Stream<Path> files = Files.walk(real)) {
                Path only = files.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
                        .findFirst()
                        .orElse(real);
                return Datasets.arePictures(List.of(only.toString())) ? real : only;
            }
        }
        return real;
    }

    /** Whether a path is in an upload. */
    synchronized boolean holds(int id, String path) {
        Upload upload = uploads.get(id);
        return upload != null
                && Path.of(path).startsWith(upload.content.toAbsolutePath().normalize());
    }

    /** Removes an upload. */
    synchronized void remove(int id) throws IOException {
        Upload upload = upload(id);
        Folders.delete(folder.resolve(Integer.toString(id)));
        held.addAndGet(-upload.bytes);
        uploads.remove(id);
    }

    private Upload upload(int id) {
        Upload upload = uploads.get(id);
        if (upload == null) {
            throw new NotFound("there is no upload " + id);
        }
        return upload;
    }

    private static String shown(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
