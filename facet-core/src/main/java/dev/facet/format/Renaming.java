package dev.facet.format;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Renames a file or folder in one step, over another file that has the name. Windows refuses that while a program has
 * the other file open, or a file in the folder. Readers have files open for moments only, so there it is tried again
 * for some seconds.
 */
public final class Renaming {
    private static final int TRIES = 12;
    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 400;

    private Renaming() {}

    /** One try. */
    @FunctionalInterface
    interface Move {
        void run() throws IOException;
    }

    /**
     * Renames {@code from} to {@code to}.
     *
     * @throws IOException if the system refuses it; on Windows if it does so for some three seconds
     */
    public static void replace(Path from, Path to) throws IOException {
        attempt(() -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE), File.separatorChar == '\\');
    }

    static void attempt(Move move, boolean patient) throws IOException {
        long pause = FIRST_PAUSE_MILLIS;
        boolean interrupted = false;
        try {
            for (int i = 1; ; i++) {
                try {
                    move.run();
                    return;
                } catch (NoSuchFileException missing) {
                    throw missing;
                } catch (FileSystemException open) {
                    if (!patient || i == TRIES) {
                        throw open;
                    }
                }
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException e) {
                    interrupted = true; // a run that is told to stop still saves
                }
                pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
