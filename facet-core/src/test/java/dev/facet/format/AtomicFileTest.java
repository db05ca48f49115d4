package dev.facet.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void replacesWhatWasThereAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("weights.bin");
        AtomicFile.write(file, new byte[] {1, 2, 3});
        AtomicFile.write(file, new byte[] {4});

        assertThat(Files.readAllBytes(file)).containsExactly(4);
        assertThat(filesInFolder()).containsExactly("weights.bin");
    }

    @Test
    void aFullDiskKeepsTheOldContentAndIsNamed() throws IOException {
        Path file = folder.resolve("weights.bin");
        AtomicFile.write(file, new byte[] {1, 2, 3});

        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("No space left on device");
                }))
                .withMessageContaining(file.toString())
                .withMessageContaining("disk is full");

        assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
        assertThat(filesInFolder()).containsExactly("weights.bin");
    }

    @Test
    void aFailureOfTheWriterItselfPassesThroughAndLeavesNothing() throws IOException {
        assertThatIllegalStateException()
                .isThrownBy(() -> AtomicFile.write(folder.resolve("a"), out -> {
                    throw new IllegalStateException("no");
                }));
        assertThat(filesInFolder()).isEmpty();
    }

    @Test
    void whatAKilledWriteLeavesIsKnownByItsName() throws IOException {
        AtomicFile.write(folder.resolve("a.png"), out -> {
            String temporary = filesInFolder().findFirst().orElseThrow();
            assertThat(AtomicFile.target(folder.resolve(temporary))).hasValue("a.png");
        });
        assertThat(AtomicFile.target(folder.resolve("a.png"))).isEmpty();
        assertThat(AtomicFile.target(folder.resolve(".a.png.mine.tmp"))).isEmpty();
    }

    @Test
    void syncingChangesNothingAndNeedsNoFile() throws IOException {
        Path log = Files.writeString(folder.resolve("log.txt"), "a line\n");
        AtomicFile.sync(log);
        AtomicFile.sync(folder.resolve("none"));
        Thread.currentThread().interrupt();
        try {
            AtomicFile.syncFolder(folder);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        AtomicFile.syncFolder(folder.resolve("none"));
        assertThat(log).hasContent("a line\n");
        assertThat(filesInFolder()).containsExactly("log.txt");
    }

    @Test
    void anInterruptedThreadStillSaves() throws IOException {
        Path file = folder.resolve("weights.bin");
        byte[] large = new byte[300_000];
        Arrays.fill(large, (byte) 7);
        Thread.currentThread().interrupt();
        try {
            AtomicFile.write(file, large);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(large);
    }

    @Test
    void saysThatTheFolderIsMissingOrThatTheNameIsTakenByOne() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(folder.resolve("none/a"), new byte[1]))
                .withMessageContaining("there is no folder");
        Files.createDirectories(folder.resolve("taken/inside"));
        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(folder.resolve("taken"), new byte[1]))
                .withMessageContaining("a folder has that name");
        assertThat(filesInFolder()).containsExactly("taken");
    }

    private Stream<String> filesInFolder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList().stream();
        }
    }
}
