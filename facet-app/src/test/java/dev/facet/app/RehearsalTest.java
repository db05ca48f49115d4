package dev.facet.app;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RehearsalTest {
    @Test
    void allCommandsSucceed(@TempDir Path folder) {
        for (List<String> command : Rehearsal.commands(folder)) {
            Shell shell = Shell.facet(command.toArray(String[]::new));
            assertThat(shell.code()).as("%s: %s", command, shell.err()).isZero();
        }
    }
}
