package dev.facet.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RunLockTest {
    @TempDir
    private Path run;

    /**
     * A process that tries to take the lock of a folder, prints the result, and keeps the lock until it must end or
     * loses it.
     */
    static final class Trainer {
        private Trainer() {}

        public static void main(String[] arguments) throws Exception {
            try (RunLock lock = RunLock.take(Path.of(arguments[0]))) {
                say(lock == null ? "refused" : "taken");
                while (lock != null && System.in.available() == 0) {
                    lock.keep();
                    Thread.sleep(5);
                }
            } catch (TrainingException e) {
                say("lost: " + e.getMessage());
            }
        }

        @SuppressWarnings("SystemOut")
        private static void say(String line) {
            System.out.println(line);
            System.out.flush();
        }
    }

    private record Other(Process process, BufferedReader out) implements AutoCloseable {
        static Other on(Path run) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Trainer.class.getName(),
                            run.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Other(
                    process,
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
        }

        @Nullable
        String says() throws IOException {
            return out.readLine();
        }

        @Override
        public void close() throws Exception {
            process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
            out.close();
        }
    }

    @Test
    void onlyOneProcessTrainsAndItsDeathFreesTheRun() throws Exception {
        try (Other other = Other.on(run)) {
            assertThat(other.says()).isEqualTo("taken");
            assertThat(RunLock.isTaken(run)).isTrue();
            assertThat(RunLock.take(run)).isNull();
            assertThat(RunLock.holder(run))
                    .startsWith("process " + other.process().pid() + " since ");
        }
        assertThat(RunLock.isTaken(run)).isFalse();
        try (RunLock lock = RunLock.take(run)) {
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void deletingOneFileLetsNobodyIn() throws Exception {
        try (Other other = Other.on(run)) {
            assertThat(other.says()).isEqualTo("taken");
            for (String name : new String[] {".lock", ".trainer"}) {
                for (int time = 0; time < 20; time++) {
                    Files.deleteIfExists(run.resolve(name));
                    assertThat(RunLock.take(run)).as(name).isNull();
                    assertThat(RunLock.isTaken(run)).as(name).isTrue();
                }
                waitUntilTaken(run.resolve(name)); // again, by the other process
            }
            assertThat(RunLock.take(run)).isNull();
            assertThat(other.process().isAlive()).isTrue();
        }
    }

    @Test
    void whoeverLosesBothFilesToAnotherEnds() throws Exception {
        try (Other other = Other.on(run)) {
            assertThat(other.says()).isEqualTo("taken");
            try (RunLock taken = takeByForce()) {
                assertThat(other.says())
                        .startsWith("lost: ")
                        .contains("is being trained by another process now", ".lock and .trainer were deleted");
                taken.keep();
            }
        }
    }

    /** Deletes both files repeatedly until this process is faster than the other, which creates them again. */
    private RunLock takeByForce() throws IOException {
        while (true) {
            Files.deleteIfExists(run.resolve(".lock"));
            Files.deleteIfExists(run.resolve(".trainer"));
            RunLock lock = RunLock.take(run);
            if (lock != null) {
                return lock;
            }
        }
    }

    @Test
    void whoeverAsksWithinTheSameProcessDoesNotFreeIt() throws Exception {
        try (RunLock lock = RunLock.take(run)) {
            assertThat(lock).isNotNull();
            assertThat(RunLock.isTaken(run)).isTrue();
            assertThat(RunLock.isTaken(run.resolve("../" + run.getFileName()))).isTrue();
            assertThat(RunLock.take(run)).isNull();
            assertThat(RunLock.holder(run)).isEqualTo("this process");
            try (Other other = Other.on(run)) {
                assertThat(other.says()).isEqualTo("refused");
            }
        }
    }

    @Test
    void askingLeavesNoFiles() throws IOException {
        assertThat(RunLock.isTaken(run)).isFalse();
        assertThat(run).isEmptyDirectory();
        assertThat(RunLock.isTaken(run.resolve("none"))).isFalse();
    }

    private static void waitUntilTaken(Path file) throws Exception {
        for (int i = 0; i < 2000 && !LockFile.isTaken(file); i++) {
            Thread.sleep(5);
        }
        assertThat(LockFile.isTaken(file)).isTrue();
    }
}
