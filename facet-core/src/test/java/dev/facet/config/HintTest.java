package dev.facet.config;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HintTest {
    @Test
    void aCommandStandsInBackTicks() {
        assertThat(Hint.of("train", "--resume", Path.of("runs/00000-strokes-infogan"), "--steps", 2000))
                .isEqualTo("`facet train --resume runs/00000-strokes-infogan --steps 2000`");
    }

    @Test
    void whatAShellWouldTakeApartIsQuoted() {
        assertThat(Hint.line("inspect", Path.of("my runs/it's $HOME")))
                .isEqualTo("facet inspect 'my runs/it'\\''s $HOME'");
        assertThat(Hint.quoted("")).isEqualTo("''");
        assertThat(Hint.quoted("c1=-1.5,c2=0")).isEqualTo("c1=-1.5,c2=0");
        assertThat(Hint.quoted("~/größe")).isEqualTo("'~/größe'");
    }

    @Test
    void onWindowsItIsQuotedInTheWayOfItsShell() {
        assertThat(Hint.quotedForWindows("runs\\00000-mnist-infogan")).isEqualTo("runs\\00000-mnist-infogan");
        assertThat(Hint.quotedForWindows("C:\\my runs\\a")).isEqualTo("\"C:\\my runs\\a\"");
        assertThat(Hint.quotedForWindows("it's")).isEqualTo("\"it's\"");
        assertThat(Hint.quotedForWindows("a&b")).isEqualTo("\"a&b\"");
        assertThat(Hint.quotedForWindows("")).isEqualTo("\"\"");
        assertThat(Hint.quotedForWindows("{\"a\": 1}")).isEqualTo("\"{\\\"a\\\": 1}\"");
    }
}
