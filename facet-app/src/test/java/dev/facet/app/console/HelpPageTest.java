package dev.facet.app.console;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HelpPageTest {
    @Test
    void paragraphsAreBrokenAtTheWidthAndCommandsStayWhole() {
        List<String> text = List.of(
                "",
                "One two three",
                "four five `facet name RUN` six.",
                "",
                "Example: facet generate runs/00003-mnist-infogan --code digit=3",
                "Examples:",
                "  facet generate runs/00003-mnist-infogan --out threes.png");
        assertThat(HelpPage.lines(text, 20))
                .containsExactly(
                        "",
                        "One two three four",
                        "five",
                        "`facet name RUN`",
                        "six.",
                        "",
                        "Example:",
                        "  facet generate runs/00003-mnist-infogan --code digit=3",
                        "Examples:",
                        "  facet generate runs/00003-mnist-infogan --out threes.png");
    }

    @Test
    void aTextWithoutLinesHasNone() {
        assertThat(HelpPage.lines(List.of(), 80)).isEmpty();
    }
}
