package dev.facet.format;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RenamingTest {
    @TempDir
    Path folder;

    private int tries;

    @Test
    void replacesAFile() throws IOException {
        Path old = Files.writeString(folder.resolve("state"), "old");
        Renaming.replace(Files.writeString(folder.resolve("new"), "new"), old);
        assertThat(old).hasContent("new");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    /** As on Windows, where a file cannot be replaced as long as somebody reads it. */
    @Test
    void waitsForAReaderWhereTheSystemRefusesToReplaceWhatIsOpen() throws IOException {
        Renaming.attempt(
                () -> {
                    if (++tries < 4) {
                        throw new AccessDeniedException("state");
                    }
                },
                true);
        assertThat(tries).isEqualTo(4);
    }

    @Test
    void doesNotWaitForever() {
        assertThatThrownBy(() -> Renaming.attempt(this::refuse, true)).isInstanceOf(AccessDeniedException.class);
        assertThat(tries).isBetween(2, 50);
    }

    @Test
    void elsewhereARefusalIsFinal() {
        assertThatThrownBy(() -> Renaming.attempt(this::refuse, false)).isInstanceOf(AccessDeniedException.class);
        assertThat(tries).isEqualTo(1);
    }

    @Test
    void whatIsMissingDoesNotAppearByWaiting() {
        assertThatThrownBy(() -> Renaming.attempt(
                        () -> {
                            tries++;
                            throw new NoSuchFileException("new");
                        },
                        true))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(tries).isEqualTo(1);
    }

    @Test
    void anInterruptIsKept() throws IOException {
        Thread.currentThread().interrupt();
        Renaming.attempt(
                () -> {
                    if (++tries < 2) {
                        throw new AccessDeniedException("state");
                    }
                },
                true);
        assertThat(Thread.interrupted()).isTrue();
    }

    private void refuse() throws IOException {
        tries++;
        throw new AccessDeniedException("state");
    }
}
