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

    @Test
    void leavesOptionsOfOtherBenchmarksToThem() {
        assertThat(Shell.facet("bench", "--help").out()).contains("Others, each with a help of its own:");
        for (String name : new String[] {"ranks", "scaling"}) {
            Shell shell = Shell.facet("bench", name, "--help");
            assertThat(shell.out()).isEmpty();
            assertThat(shell.err()).as("handed on").contains("Get the sources of Facet");
        }
    }
}
