package dev.facet.app.command;

import org.junit.jupiter.api.Test;

import dev.facet.app.Shell;

import static org.assertj.core.api.Assertions.assertThat;

class BenchCommandTest {
    @Test
    void saysWhereBenchmarksComeFromWhenTheyAreNotThere() {
        Shell shell = Shell.facet("bench", "--json");
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).contains("Get the sources of Facet");
    }
}
