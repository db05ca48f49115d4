package dev.facet.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.format.FormatException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NamesFileTest {
    private static final Code.Categorical DIGIT = new Code.Categorical("digit", 3);
    private static final LatentSpec LATENT =
            new LatentSpec(new Noise(1, Noise.Distribution.NORMAL), List.of(DIGIT, new Code.Uniform("c1", -1, 1)));

    @TempDir
    private Path run;

    private final List<String> notices = new ArrayList<>();

    private CodeNames read() {
        return new NamesFile(run).read(LATENT, notices::add);
    }

    @Test
    void namesAreReadAsTheyWereWritten() throws IOException {
        assertThat(read()).isEqualTo(CodeNames.NONE);
        CodeNames names = CodeNames.NONE.with(DIGIT, 2, "1").with(DIGIT, 1, "a=b, \"c\"");
        assertThat(new NamesFile(run).write(LATENT, names)).isEmpty();
        assertThat(read()).isEqualTo(names);
        assertThat(new NamesFile(run).write(LATENT, CodeNames.NONE)).isEmpty();
        assertThat(notices).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"digit\":",
                "\u0000\u0000\u0000\u0000",
                "{\"digit\":null}",
                "{\"digit\":7}",
                "{\"digit\":{\"categories\":{\"7\":\"out of range\"}}}",
                "{\"digit\":{\"order\":[0,0,0]}}",
                "{\"digit\":{\"order\":[0]}}",
                "{\"digit\":{\"order\":[1,2,99999]}}",
                "{\"c1\":{\"categories\":{\"0\":\"no categories\"}}}",
                "{\"other\":{\"name\":\"of another model\"}}",
                "{\"digit\":{\"categories\":{\"0\":\"#1\"}}}",
            })
    void aDamagedFileIsSaidLeftAloneAndKeptByWhoeverNamesNext(String damaged) throws IOException {
        Path file = run.resolve("codes.json");
        Files.writeString(file, damaged);
        assertThat(read()).isEqualTo(CodeNames.NONE);
        assertThat(notices).singleElement().asString().contains("codes.json", "without names", "damaged");
        assertThat(notices.get(0)).doesNotContain("\n");
        assertThat(file).hasContent(damaged);

        CodeNames names = CodeNames.NONE.with(DIGIT, 0, "zero");
        assertThat(new NamesFile(run).write(LATENT, names)).hasValue(run.resolve("codes.json.damaged"));
        assertThat(Files.readString(run.resolve("codes.json.damaged"))).isEqualTo(damaged);
        assertThat(read()).isEqualTo(names);
    }

    @Test
    void noFileThatWasKeptIsReplaced() throws IOException {
        for (String damaged : List.of("one", "two", "three")) {
            Files.writeString(run.resolve("codes.json"), damaged);
            new NamesFile(run).write(LATENT, CodeNames.NONE);
        }
        assertThat(run.resolve("codes.json.damaged")).hasContent("one");
        assertThat(run.resolve("codes.json.damaged-2")).hasContent("two");
        assertThat(run.resolve("codes.json.damaged-3")).hasContent("three");
    }

    @Test
    void whateverLiesThereIsNoReasonToFail() throws IOException {
        Path file = run.resolve("codes.json");
        Files.write(file, new byte[2 << 20]);
        read();
        Files.write(file, new byte[] {'{', (byte) 0xFF, (byte) 0xFE, '}'});
        read();
        Files.write(file, "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        read();
        Files.delete(file);
        Files.createDirectory(file);
        read();
        assertThat(notices).hasSize(4);
        assertThat(new NamesFile(run).write(LATENT, CodeNames.NONE)).isPresent();
        assertThat(read()).isEqualTo(CodeNames.NONE);
    }

    @Test
    void whoAsksStrictlyIsToldStrictly() throws IOException {
        Files.writeString(run.resolve("codes.json"), "{\"digit\":null}");
        assertThatThrownBy(() -> new NamesFile(run).read())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("digit is null");
    }
}
