package dev.facet.export;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MarkdownTest {
    @Test
    void whatPeopleWriteStaysAsItIs() {
        assertThat(Markdown.text("mnist, infogan 28×28, −1 … 1, 3: fünf"))
                .isEqualTo("mnist, infogan 28×28, −1 … 1, 3: fünf");
    }

    @Test
    void nothingIsTakenForMarkup() {
        assertThat(Markdown.text("a | b")).isEqualTo("a \\| b");
        assertThat(Markdown.text("![x](javascript:alert(1))")).isEqualTo("!\\[x\\](javascript:alert(1))");
        assertThat(Markdown.text("<img src=x onerror=y>")).isEqualTo("&lt;img src=x onerror=y&gt;");
        assertThat(Markdown.text("`code` *b* _i_ \\")).isEqualTo("\\`code\\` \\*b\\* \\_i\\_ \\\\");
        assertThat(Markdown.text("see https://evil.example or www.evil.example or a@evil.example"))
                .doesNotContain("://", "www.", "@");
    }

    @Test
    void itIsOneLineThatReadsFromLeftToRight() {
        assertThat(Markdown.text("a\n# b\r\n\u001b[31mc\u202ed\u2028e")).isEqualTo("a # b   \\[31mc d e");
    }
}
