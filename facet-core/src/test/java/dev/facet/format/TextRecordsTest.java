package dev.facet.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextRecordsTest {
    @Test
    void theFirstSeparatorThatAllLinesHaveIsTaken() throws IOException {
        assertThat(TextRecords.separator(text("a,b\n1,2\n"))).isEqualTo(',');
        assertThat(TextRecords.separator(text("a;b\n1,5;2,5\n"))).isEqualTo(';');
        assertThat(TextRecords.separator(text("a, b\tc\n1\t2\n"))).isEqualTo('\t');
        assertThat(TextRecords.separator(text("  1   2 3\n 4 5  6"))).isEqualTo(TextRecords.SPACE);
        assertThat(TextRecords.separator(text("\"a;b\",c\n\"d;e\",f\n"))).isEqualTo(',');
        assertThat(TextRecords.separator(text("2020-01-01 10:00,1\n2020-01-01 11:00,2\n")))
                .isEqualTo(',');
        assertThat(TextRecords.separator(text("1\n2\n"))).isEqualTo(',');
    }

    @Test
    void quotesKeepSeparatorsLineEndsAndQuotes() throws IOException {
        assertThat(records("# note\n\"a, \"\"b\"\"\",\"c\nd\"\r\n\r\n 1 ,,\n", ','))
                .containsExactly(List.of("a, \"b\"", "c\nd"), List.of("1", "", ""));
        assertThat(records(" 1  \"2 3\"\t4 \n5", TextRecords.SPACE))
                .containsExactly(List.of("1", "2 3", "4"), List.of("5"));
        assertThatThrownBy(() -> records("a\n\"b,c\nd\n", ','))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("the quote that opens in line 2 is not closed");
    }

    @Test
    void linesEndInAllWays() throws IOException {
        assertThat(records("1\r2\r\n3\n\r4", ','))
                .containsExactly(List.of("1"), List.of("2"), List.of("3"), List.of("4"));
    }

    @Test
    void numbersAreReadAsPeopleWriteThem() {
        assertThat(TextNumber.of("-1.5e-3", false)).isEqualTo(-0.0015);
        assertThat(TextNumber.of("1,5", true)).isEqualTo(1.5);
        assertThat(TextNumber.of("1.234,5", true)).isEqualTo(1234.5);
        assertThat(TextNumber.of("1,234,567.5", true)).isEqualTo(1234567.5);
        assertThat(TextNumber.of("189,313", false)).isEqualTo(189313);
        assertThat(TextNumber.of("0,25", false)).isEqualTo(0.25);
        assertThat(TextNumber.of("12.5%", false)).isEqualTo(12.5);
        assertThat(TextNumber.of("\u22123", false)).isEqualTo(-3);
        for (String none : List.of("", "1f", "0x10", "NaN", "1e", ".", "1.2.3", "1 2", "e5", "Infinity", "--1")) {
            assertThat(TextNumber.of(none, false)).as(none).isNaN();
        }
        assertThat(TextNumber.missing("N/A")).isTrue();
        assertThat(TextNumber.missing("none at all")).isFalse();
    }

    @Test
    void datesAreReadAsAllFieldsOfAColumnCanBe() {
        assertThat(days("2022-01-03", "2022-01-04")).isEqualTo(1);
        assertThat(days("01/02/2022", "02/02/2022")).isEqualTo(31);
        assertThat(days("01/02/2022", "13/02/2022")).isEqualTo(12);
        assertThat(days("Jan 03, 2022", "Feb 03, 2022")).isEqualTo(31);
        assertThat(days("31.12.2021", "1.1.2022")).isEqualTo(1);
        assertThat(days("2022-01-03T00:00:00Z", "2022-01-03T12:00:00Z")).isEqualTo(0.5);
        assertThat(days("2022-01-03 10:00:00.123456", "2022-01-04 10:00:00.123456"))
                .isEqualTo(1);
        assertThat(days("10.30.00", "16.30.00")).isEqualTo(0.25);
        assertThat(days("2022-01", "2022-02")).isEqualTo(31);
        assertThat(new TextTime().accepts("5")).isFalse();
        assertThat(new TextTime().accepts("soon")).isFalse();
    }

    private static double days(String first, String second) {
        TextTime time = new TextTime();
        assertThat(time.accepts(first) && time.accepts(second)).isTrue();
        return (time.seconds(second) - time.seconds(first)) / 86_400;
    }

    private static List<List<String>> records(String text, char separator) throws IOException {
        List<List<String>> records = new ArrayList<>();
        try (TextRecords table = new TextRecords(text(text), separator)) {
            while (table.next()) {
                List<String> record = new ArrayList<>();
                for (int i = 0; i < table.fields(); i++) {
                    record.add(table.field(i));
                }
                records.add(record);
            }
        }
        return records;
    }

    private static TextFile text(String text) {
        return new TextFile(Path.of("x.csv"), () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
