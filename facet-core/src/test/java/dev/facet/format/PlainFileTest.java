package dev.facet.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlainFileTest {
    @TempDir
    Path folder;

    @Test
    void aPlainFileIsRead() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "abc");
        assertThat(PlainFile.read(file, 3)).asString().isEqualTo("abc");
        assertThatThrownBy(() -> PlainFile.read(file, 2))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("has 3 bytes; at most 2 are read");
    }

    @Test
    void whatIsNoPlainFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "abc");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThatThrownBy(() -> PlainFile.open(link))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("is a link, and links in a run folder are not followed");
        assertThatThrownBy(() -> PlainFile.open(folder))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("is not a file");
        assertThatThrownBy(() -> PlainFile.open(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aFileThatIsJustBeingMadeIsThereOrNot() throws Exception {
        Path file = folder.resolve("made");
        AtomicBoolean over = new AtomicBoolean();
        Thread maker = new Thread(() -> {
            while (!over.get()) {
                try {
                    Files.writeString(file, "x");
                    Files.delete(file);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        maker.start();
        try {
            for (int i = 0; i < 20_000; i++) {
                try {
                    PlainFile.open(file).close();
                } catch (NoSuchFileException e) {
                    // was not there at that moment; any other error fails the test
                }
            }
        } finally {
            over.set(true);
            maker.join();
        }
    }
}
