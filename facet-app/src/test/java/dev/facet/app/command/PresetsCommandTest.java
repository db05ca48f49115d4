package dev.facet.app.command;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.app.Shell;
import dev.facet.settings.Presets;

import static org.assertj.core.api.Assertions.assertThat;

class PresetsCommandTest {
    @Test
    void listsEachWithWhatItIsItsSourceDataCodesAndMinutes() {
        Shell shell = Shell.facet("presets");
        assertThat(shell.code()).isZero();
        assertThat(shell.out().lines().filter(line -> line.matches("\\S.*")))
                .hasSameSizeAs(Presets.names())
                .allMatch(line -> line.matches("\\S+ {2,}\\S.*"));
        for (String field : List.of("source", "data", "codes", "minutes")) {
            assertThat(shell.out().lines().filter(line -> line.matches(" +" + field + " +\\S.*")))
                    .as(field)
                    .hasSameSizeAs(Presets.names());
        }
        assertThat(shell.out())
                .contains("cgan-mnist-4.3.1.py; Mirza, Osindero 2014")
                .contains("affects neither G nor D: the baseline of figure 1");
    }

    @Test
    void showsOneAsItsFile() {
        assertThat(Shell.facet("presets", "show", "mnist")).isEqualTo(new Shell(0, Presets.text("mnist"), ""));
        assertThat(Shell.facet("presets", "show", "mnits").err()).contains("did you mean 'mnist'");
    }
}
