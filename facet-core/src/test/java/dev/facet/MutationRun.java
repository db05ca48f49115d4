package dev.facet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

import dev.facet.config.UsageException;
import dev.facet.format.FormatException;
import dev.facet.format.MemoryException;

/**
 * Reads damaged files in a process of its own, since the libraries that read them may end it. Arguments: the reader,
 * the first seed, how many, and a folder, whose file {@code seed} says which one was under way. Ends with 0 if all were
 * read or refused as they should be, and tells else which was not.
 */
final class MutationRun {
    private static final long LONGEST_SECONDS = 20;

    private MutationRun() {}

    public static void main(String[] args) throws IOException {
        Readers reader = Readers.valueOf(args[0]);
        int first = Integer.parseInt(args[1]);
        int count = Integer.parseInt(args[2]);
        Path folder = Path.of(args[3]);
        Path file = folder.resolve("mutant." + args[0].toLowerCase(java.util.Locale.ROOT));
        int refused = 0;
        try (FileChannel channel = FileChannel.open(
                folder.resolve("seed"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer seeds = channel.map(FileChannel.MapMode.READ_WRITE, 0, Integer.BYTES);
            watch(seeds, reader);
            for (int seed = first; seed < first + count; seed++) {
                seeds.putInt(0, seed);
                if (isRefused(reader, file, seed)) {
                    refused++;
                }
            }
        }
        System.out.println(reader + ": " + refused + " of " + count + " refused");
        System.exit(0);
    }

    private static boolean isRefused(Readers reader, Path file, int seed) throws IOException {
        byte[] mutant = reader.mutant(new Random(seed));
        try {
            reader.read(file, mutant);
            return false;
        } catch (Throwable e) {
            // A decoder that takes all memory for a small file believed what it should not have.
            boolean expected = (e instanceof FormatException && !(e.getCause() instanceof OutOfMemoryError))
                    || e instanceof UsageException
                    || e instanceof MemoryException
                    || (reader == Readers.ONNX && e instanceof IOException);
            if (!expected) {
                Files.write(file, mutant);
                System.out.println(reader + " with seed " + seed + ", kept as " + file + ":");
                e.printStackTrace(System.out);
                System.exit(1);
            }
            return true;
        }
    }

    /** Ends the process when one file takes too long. */
    private static void watch(ByteBuffer seeds, Readers reader) {
        Thread main = Thread.currentThread();
        Thread watch = new Thread(() -> {
            int last = -1;
            long since = System.nanoTime();
            while (true) {
                int now = seeds.getInt(0);
                if (now != last) {
                    last = now;
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > LONGEST_SECONDS * 1_000_000_000L) {
                    System.out.println(reader + " with seed " + now + " takes more than " + LONGEST_SECONDS + " s:");
                    for (StackTraceElement frame : main.getStackTrace()) {
                        System.out.println("    at " + frame);
                    }
                    Runtime.getRuntime().halt(2);
                }
                try {
                    Thread.sleep(500);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        watch.setDaemon(true);
        watch.start();
    }
}
