package dev.facet.spark.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RemoteIterator;

import dev.facet.config.UsageException;
import dev.facet.data.Fingerprint;
import dev.facet.data.cache.RemoteCopy;
import dev.facet.format.ByteSize;
import dev.facet.format.Folders;

/**
 * Copies data from a file system of Hadoop to this machine, where training reads them. Files that a copy which was cut
 * off has got are not copied again; if the data have changed, all are, and the older copy is removed. Processes and
 * threads that want the same data wait for the first of them.
 */
final class RemoteFiles {
    /** Files that are copied at once: small ones take the time of an answer each. */
    private static final int AT_ONCE = 8;

    private static final int ENDING_S = 10;
    private static final int VERSION = 12;
    private static final String PARTIAL = "-partial";

    private final RemoteCopy copy;
    private final Configuration hadoop;
    private final Consumer<String> notice;

    private RemoteFiles(RemoteCopy copy, Configuration hadoop, Consumer<String> notice) {
        this.copy = copy;
        this.hadoop = hadoop;
        this.notice = notice;
    }

    /** A file below an address. */
    private record Remote(org.apache.hadoop.fs.Path path, String name, long length, long modified) {}

    /** What is at an address now: a file or a folder by this name, and all files of it. */
    private record Listing(
            FileSystem files, String name, boolean folder, List<Remote> all, String version, long bytes) {}

    /**
     * Brings data to this machine, unless they are there as they are at the address now.
     *
     * @param address as {@link RemoteCopy#address} gives it
     * @param environment names the cache
     * @param notice is told in a sentence what is copied
     * @return where the copy is
     * @throws UsageException if there is nothing at the address, or no such file system
     * @throws IOException if the copy fails; it says what to do
     */
    static Path fetch(String address, Configuration hadoop, Map<String, String> environment, Consumer<String> notice)
            throws IOException {
        return new RemoteFiles(RemoteCopy.of(address, environment), hadoop, notice).fetch();
    }

    /**
     * Brings a version of data to this machine, unless it is there. So all machines have the same, and a copy that a
     * run uses stays while the run goes on.
     *
     * @param version as {@link #version} gives it
     * @throws UsageException if the data are others by now
     */
    static void fetch(
            String address,
            String version,
            Configuration hadoop,
            Map<String, String> environment,
            Consumer<String> notice)
            throws IOException {
        new RemoteFiles(RemoteCopy.of(address, environment), hadoop, notice).fetch(version);
    }

    /** The version that is at an address now, or, if the file system does not answer, that of this machine's copy. */
    static String version(
            String address, Configuration hadoop, Map<String, String> environment, Consumer<String> notice)
            throws IOException {
        RemoteFiles files = new RemoteFiles(RemoteCopy.of(address, environment), hadoop, notice);
        Optional<Listing> listing = files.listed();
        return listing.isPresent()
                ? listing.get().version()
                : files.copy.whole().orElseThrow().version();
    }

    private Path fetch() throws IOException {
        Optional<Listing> listing = listed();
        return listing.isPresent()
                ? bring(listing.get())
                : copy.whole().orElseThrow().data();
    }

    private void fetch(String version) throws IOException {
        if (copy.whole().filter(whole -> whole.version().equals(version)).isPresent()) {
            return;
        }
        Listing listing = list();
        if (!listing.version().equals(version)) {
            throw new UsageException(copy.address() + " has changed since this command began. Start it again, when"
                    + " nobody writes there any more.");
        }
        bring(listing);
    }

    /** What is at the address now; empty if the file system does not answer, and there is a copy. */
    private Optional<Listing> listed() throws IOException {
        try {
            return Optional.of(list());
        } catch (IOException e) {
            if (copy.whole().isEmpty()) {
                throw e;
            }
            notice.accept(e.getMessage() + "; the copy of it is used");
            return Optional.empty();
        }
    }

    private Path bring(Listing listing) throws IOException {
        synchronized (RemoteFiles.class) {
            try (FileChannel lock = lock()) {
                lock.lock(); // until the channel is closed
                Optional<RemoteCopy.Whole> whole = copy.whole();
                if (whole.isPresent() && whole.get().version().equals(listing.version())) {
                    return whole.get().data();
                }
                return bring(listing, whole.map(RemoteCopy.Whole::version).orElse(listing.version()));
            }
        }
    }

    private FileChannel lock() throws IOException {
        try {
            Files.createDirectories(copy.folder());
            return FileChannel.open(copy.folder().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "the folder " + copy.folder() + " cannot be made or written to (" + e + "); set FACET_CACHE to"
                            + " another one. On the machines of a cluster, --spark-conf"
                            + " spark.executorEnv.FACET_CACHE=DIR does that.",
                    e);
        }
    }

    private Listing list() throws IOException {
        org.apache.hadoop.fs.Path path = Pictures.path(copy.address());
        FileSystem files = fileSystem(path);
        List<Remote> all = new ArrayList<>();
        boolean folder;
        try {
            FileStatus top = files.getFileStatus(path);
            folder = top.isDirectory();
            if (folder) {
                String above = top.getPath().toUri().getPath().replaceFirst("/?$", "/");
                RemoteIterator<? extends FileStatus> each = files.listFiles(path, true);
                while (each.hasNext()) {
                    FileStatus file = each.next();
                    String name = file.getPath().toUri().getPath().substring(above.length());
                    all.add(new Remote(file.getPath(), name, file.getLen(), file.getModificationTime()));
                }
            } else {
                all.add(new Remote(top.getPath(), path.getName(), top.getLen(), top.getModificationTime()));
            }
        } catch (FileNotFoundException e) {
            throw new UsageException("there is nothing at " + copy.address() + "; check the address.", e);
        } catch (IOException e) {
            throw new IOException(copy.address() + " cannot be read: " + e.getMessage(), e);
        }
        if (all.isEmpty()) {
            throw new UsageException("the folder " + copy.address() + " is empty.");
        }
        all.sort(Comparator.comparing(Remote::name));
        Fingerprint version = new Fingerprint();
        all.forEach(file -> version.add(file.name()).add(file.length()).add(file.modified()));
        return new Listing(
                files,
                name(path),
                folder,
                all,
                version.hex().substring(0, VERSION),
                all.stream().mapToLong(Remote::length).sum());
    }

    /** The name of a copy; the root of a file system has none of its own. */
    private static String name(org.apache.hadoop.fs.Path path) {
        String authority = path.toUri().getAuthority();
        return !path.getName().isEmpty() ? path.getName() : authority == null ? "data" : authority;
    }

    /** Without a connection even the name of a host may not be known, which Hadoop says here. */
    private FileSystem fileSystem(org.apache.hadoop.fs.Path path) throws IOException {
        try {
            return Pictures.fileSystem(path, hadoop);
        } catch (UsageException e) {
            if (copy.whole().isEmpty()) {
                throw e;
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    /** @param before the version that is here, which stays until the new one is whole; if none, that of the listing */
    private Path bring(Listing listing, String before) throws IOException {
        Path version = copy.folder().resolve(listing.version());
        Path partial = copy.folder().resolve(listing.version() + PARTIAL);
        if (before.equals(listing.version()) && Files.exists(version) && !Files.exists(partial)) {
            Files.move(version, partial, StandardCopyOption.ATOMIC_MOVE); // whole but for its note
        }
        removeOthers(Set.of(partial, copy.folder().resolve(before)));
        Path target = listing.folder() ? partial.resolve(listing.name()) : partial;
        Files.createDirectories(target);
        List<Remote> missing = new ArrayList<>();
        for (Remote file : listing.all()) {
            if (!isThere(place(target, file), file)) {
                missing.add(file);
            }
        }
        long bytes = missing.stream().mapToLong(Remote::length).sum();
        long free = Files.getFileStore(partial).getUsableSpace();
        if (free < bytes) {
            throw new IOException(copy.address() + " has " + ByteSize.text(bytes) + ", but " + copy.folder() + " has"
                    + " room for " + ByteSize.text(free) + ". Make room, or set FACET_CACHE to a folder on a larger"
                    + " disk.");
        }
        notice.accept("fetching " + copy.address() + " (" + listing.all().size()
                + (listing.all().size() == 1 ? " file, " : " files, ") + ByteSize.text(listing.bytes()) + ") to "
                + copy.folder());
        copy(listing.files(), missing, target);
        Files.move(partial, version, StandardCopyOption.ATOMIC_MOVE);
        Path data = version.resolve(listing.name());
        copy.keep(listing.version(), data);
        removeOthers(Set.of(version));
        return data;
    }

    /** Removes other versions, and what is left of them. */
    private void removeOthers(Set<Path> kept) throws IOException {
        List<Path> others;
        try (Stream<Path> all = Files.list(copy.folder())) {
            others = all.filter(Files::isDirectory)
                    .filter(each -> !kept.contains(each))
                    .toList();
        }
        for (Path other : others) {
            Folders.delete(other);
        }
    }

    /** Where a file goes, which is in {@code target} whatever its name says. */
    private Path place(Path target, Remote file) throws IOException {
        Path place = target.resolve(file.name()).normalize();
        if (!place.startsWith(target) || place.equals(target)) {
            throw new IOException(copy.address() + " has a file of the name " + file.name()
                    + ", which would lie outside its folder here; rename it.");
        }
        return place;
    }

    private static boolean isThere(Path place, Remote file) throws IOException {
        return Files.isRegularFile(place) && Files.size(place) == file.length();
    }

    private void copy(FileSystem files, List<Remote> missing, Path target) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (Remote file : missing) {
                Path place = place(target, file);
                done.add(threads.submit(() -> {
                    copy(files, file, place);
                    return place;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(
                    copy.address() + " was not copied: "
                            + (e.getCause() == null ? e : e.getCause()).getMessage()
                            + ". What has come is kept; the same command goes on from there.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("the copy of " + copy.address() + " was stopped").initCause(e);
        } finally {
            threads.shutdownNow();
            await(threads);
        }
    }

    /** Waits for files that are being copied, whose failures would be told after the end. */
    private static void await(ExecutorService threads) {
        try {
            threads.awaitTermination(ENDING_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A file gets its name when all of it is there. */
    private static void copy(FileSystem files, Remote file, Path place) throws IOException {
        Files.createDirectories(place.getParent());
        Path coming = place.resolveSibling("." + place.getFileName() + ".part");
        long got;
        try (InputStream in = files.open(file.path())) {
            got = Files.copy(in, coming, StandardCopyOption.REPLACE_EXISTING);
        }
        if (got != file.length()) {
            throw new IOException(file.path() + " has " + got + " bytes, and not " + file.length()
                    + " as its folder says; is it being written?");
        }
        Files.setLastModifiedTime(coming, FileTime.fromMillis(file.modified()));
        Files.move(coming, place, StandardCopyOption.ATOMIC_MOVE);
    }
}
