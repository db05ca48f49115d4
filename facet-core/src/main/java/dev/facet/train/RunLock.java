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
 * The lock of a run's folder, which keeps others from training in it until it is closed. The operating system releases
 * it if this process dies. It consists of two locked files; training needs both. If someone deletes one, because it
 * seems to be left over, the folder stays locked, and {@link #keep} creates the file again. {@code keep} also detects
 * that both were deleted and another process took them.
 */
final class RunLock implements AutoCloseable {
    private static final String LOCK = ".lock";
    private static final String TRAINER = ".trainer";

    private static final int LONGEST_TEXT = 100;

    /** The folders in which this process trains. Guarded by the class. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path folder;
    private final Path real;
    private final List<LockFile> files;

    private RunLock(Path folder, Path real, List<LockFile> files) {
        this.folder = folder;
        this.real = real;
        this.files = files;
    }

    /** Takes the lock of a run's folder; null if this process or another one trains there. */
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
            files.clear(); // the lock closes them from now on
            lock.sign();
            HELD.add(real);
            return lock;
        } finally {
            close(files);
        }
    }

    /** Whether this process or another one trains in the folder. */
    static synchronized boolean isTaken(Path folder) throws IOException {
        try {
            if (HELD.contains(folder.toRealPath())) {
                return true; // the files must not be opened
            }
            return LockFile.isTaken(folder.resolve(LOCK)) || LockFile.isTaken(folder.resolve(TRAINER));
        } catch (NoSuchFileException e) {
            return false;
        } catch (AccessDeniedException e) {
            return false; // a process that trains here may write here; about others nothing is known
        }
    }

    /**
     * The process that trains in the folder, as far as known, such as {@code process 4711 since 2026-01-01T12:00:00Z}.
     */
    static synchronized String holder(Path folder) throws IOException {
        if (HELD.contains(folder.toRealPath())) {
            return "this process";
        }
        String told = FileTail.read(folder.resolve(TRAINER), LONGEST_TEXT).strip();
        return told.matches("process \\d+ since [0-9TZ:-]+") ? told : "another process";
    }

    /**
     * Checks and renews the lock; call it often.
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

    /** Locks a deleted file of the lock again; if that is impossible, the other file suffices. */
    private boolean again(int index) {
        try {
            files.get(index).close(); // closing it later could release the new lock
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

    /** Writes into the second file which process trains here, for people. */
    private void sign() {
        try {
            files.get(files.size() - 1)
                    .write("process " + ProcessHandle.current().pid() + " since "
                            + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n");
        } catch (IOException e) {
            // for example a full disk; the lock still holds
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
