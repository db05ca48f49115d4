package dev.facet.train;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.facet.format.FileTail;

/**
 * Keeps everybody else from training in a run's folder until it is closed; the system frees it if this process dies. It
 * consists of two locked files, both of which a trainer needs. Someone who deletes one, because it seems to be left
 * over, lets nobody in; {@link #keep} makes it again, and notices if both were deleted and another process took them.
 */
final class RunLock implements AutoCloseable {
    private static final String LOCK = ".lock";
    private static final String TRAINER = ".trainer";

    private static final int LONGEST_TEXT = 100;

    /** The folders that this process trains in. Guarded by the class. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path folder;
    private final Path real;
    private final List<LockFile> files;

    private RunLock(Path folder, Path real, List<LockFile> files) {
        this.folder = folder;
        this.real = real;
        this.files = files;
    }

    /** Takes the lock of a run's folder; null where someone trains there, in this process or another. */
    static synchronized @Nullable RunLock take(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (HELD.contains(real)) {
            return null;
        }
        List<LockFile> files = new ArrayList<>();
        try {
            for (String name : List.of(LOCK, TRAINER)) {
                LockFile file = LockFile.take(folder.resolve(name));
                if (file == null) {
                    return null;
                }
                files.add(file);
            }
            RunLock lock = new RunLock(folder, real, new ArrayList<>(files));
            files.clear(); // they are the lock's now
            lock.sign();
            HELD.add(real);
            return lock;
        } finally {
            close(files);
        }
    }

    /** Whether someone trains in the folder now, in this process or another. */
    static synchronized boolean isTaken(Path folder) throws IOException {
        try {
            if (HELD.contains(folder.toRealPath())) {
                return true; // and the files must not be opened
            }
            return LockFile.isTaken(folder.resolve(LOCK)) || LockFile.isTaken(folder.resolve(TRAINER));
        } catch (NoSuchFileException e) {
            return false;
        } catch (AccessDeniedException e) {
            return false; // whoever trains here may write here; of others nothing can be told
        }
    }

    /** Who trains in the folder, as far as the files tell: such as {@code process 4711 since 2026-01-01T12:00:00Z}. */
    static synchronized String holder(Path folder) throws IOException {
        if (HELD.contains(folder.toRealPath())) {
            return "this process";
        }
        String told = FileTail.read(folder.resolve(TRAINER), LONGEST_TEXT).strip();
        return told.matches("process \\d+ since [0-9TZ:-]+") ? told : "another process";
    }

    /**
     * Makes sure that the lock holds still; to be called often.
     *
     * @throws TrainingException if its files were deleted and another process took them
     */
    void keep() {
        synchronized (RunLock.class) {
            int held = 0;
            for (int i = 0; i < files.size(); i++) {
                held += files.get(i).isThere() || again(i) ? 1 : 0;
            }
            if (held == 0
                    && files.stream().anyMatch(file -> file.path().toFile().exists())) {
                throw new TrainingException("the run " + folder + " is being trained by another process now: " + LOCK
                        + " and " + TRAINER + " were deleted while this one trained it. This one ends and leaves the"
                        + " run to the other. While a run is trained, leave these files alone.");
            }
        }
    }

    /** Locks a file of the lock again that was deleted; if that is not possible the other file has to do. */
    private boolean again(int index) {
        try {
            files.get(index).close(); // afterwards it could free the new lock
            LockFile again = LockFile.take(files.get(index).path());
            if (again == null) {
                return false;
            }
            files.set(index, again);
            sign();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Says in the second file who trains here, for people who wonder. */
    private void sign() {
        try {
            files.get(files.size() - 1)
                    .write("process " + ProcessHandle.current().pid() + " since "
                            + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n");
        } catch (IOException e) {
            // a full disk, say: it is locked all the same
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (RunLock.class) {
            HELD.remove(real);
            close(files);
        }
    }

    private static void close(List<LockFile> files) throws IOException {
        for (LockFile file : files) {
            file.close();
        }
    }
}
