package dev.facet.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class CsvTest {
    private static final Path FILE = Path.of("table.csv");

    @Test
    void fieldsMayBeQuotedAndLinesEndAsTheyLike() throws FormatException {
        Csv csv = Csv.read(
                FILE,
                utf8("\uFEFFImage, Label\r\n\"a,b.png\",\"say \"\"ä\"\"\"\r\n\r\nc.png,\n d.png ,\"two\nlines\"\n"));
        assertThat(csv.header()).containsExactly("image", "label");
        assertThat(csv.rows())
                .containsExactly(List.of("a,b.png", "say \"ä\""), List.of("c.png", ""), List.of("d.png", "two\nlines"));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        List<String> header = List.of("a", "b, or not");
        List<String> row = List.of("say \"ä\"", "two\nlines");
        StringBuilder table = new StringBuilder();
        Csv.write(table, header);
        Csv.write(table, row);
        assertThat(table.toString()).startsWith("a,\"b, or not\"\r\n\"say \"\"ä");
        Csv csv = Csv.read(FILE, utf8(table.toString()));
        assertThat(csv.header()).isEqualTo(header);
        assertThat(csv.rows()).containsExactly(row);
    }

    @Test
    void aHeaderAloneHasNoRows() throws FormatException {
        assertThat(Csv.read(FILE, utf8("image,label")).rows()).isEmpty();
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("empty", utf8(""), "is empty"),
                arguments("a field short", utf8("a,b\n1,2\n3\n"), "row 2 after the header has 1 fields where"),
                arguments("a field more", utf8("a,b\n1,2,3\n"), "Quote fields that contain commas"),
                arguments("an open quote", utf8("a,b\n1,\"2\n"), "is not a table"),
                arguments("twice the same column", utf8("a,A\n1,2\n"), "two columns of the same name"),
                arguments("another encoding", new byte[] {'a', (byte) 0xE4}, "is not text in UTF-8"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformedTablesAreRefusedWithAMessageThatNamesThem(String what, byte[] bytes, String message) {
        assertThatThrownBy(() -> Csv.read(FILE, bytes))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("table.csv: ")
                .hasMessageContaining(message);
    }

    @Test
    void mutantsAreReadOrRefusedButNeverBreakTheReader() {
        byte[] valid = utf8("image,slant,\"width\"\na.png,1.5,\"2\"\n\"b,c.png\",-3e4,0\n");
        Random random = new Random(2);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            try {
                Csv csv = Csv.read(FILE, Mutants.mutate(valid, random));
                assertThat(csv.rows()).allSatisfy(row -> assertThat(row).hasSameSizeAs(csv.header()));
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(500, 3000);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
