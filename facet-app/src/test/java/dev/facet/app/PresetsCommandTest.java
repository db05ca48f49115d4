package dev.facet.app;

import org.junit.jupiter.api.Test;

import dev.facet.config.Presets;

import static org.assertj.core.api.Assertions.assertThat;

class PresetsCommandTest {
    @Test
    void listsEachWithALine() {
        Shell shell = Shell.facet("presets");
        assertThat(shell.code()).isZero();
        assertThat(shell.out().lines()).hasSameSizeAs(Presets.names()).allMatch(line -> line.matches("\\S+ {2,}\\S.*"));
    }

    @Test
    void showsOneAsItsFile() {
        assertThat(Shell.facet("presets", "show", "mnist")).isEqualTo(new Shell(0, Presets.text("mnist"), ""));
        assertThat(Shell.facet("presets", "show", "mnits").err()).contains("did you mean 'mnist'");
    }
}
