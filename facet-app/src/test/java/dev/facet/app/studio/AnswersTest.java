package dev.facet.app.studio;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnswersTest {
    @Test
    void anyNameOfAFileIsSaidWhole() {
        assertThat(Answers.attachment("00000-mnist.zip")).isEqualTo("attachment; filename=\"00000-mnist.zip\"");
        assertThat(Answers.attachment("a \"b\";\u00fc*.zip"))
                .isEqualTo("attachment; filename=\"a _b____.zip\"; filename*=UTF-8''a%20%22b%22%3B%C3%BC%2A.zip");
    }
}
