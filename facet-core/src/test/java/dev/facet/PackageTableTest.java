package dev.facet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PackageTableTest {
    private static final String TITLES = "| package | holds | may use |\n| --- | --- | --- |\n";

    @TempDir
    Path folder;

    @Test
    void rowsAreReadFromTheTableBelowTheHeading() throws IOException {
        assertThat(read("| `x` | y | `z` |\n\n## Packages\n\nWhat is.\n\n" + TITLES
                        + "| `a` | words, with commas | nothing of ours |\n| `a.b` | `Name` | `a` |\n"
                        + "| `c` | - | `a.b`, `a` |\n\n| `d` | another table | `e` |\n"))
                .isEqualTo(Map.of("a", Set.of(), "a.b", Set.of("a"), "c", Set.of("a", "a.b")));
    }

    @Test
    void aRowGoesOnBelowAndAStarStandsForWhatIsBelowAPackage() throws IOException {
        assertThat(read("## Packages\n" + TITLES + "| `a` | - | nothing of ours |\n| `a.b` | - | `a` |\n"
                        + "| `a.c` | - | `a.*` |\n|  | more | `a` |\n"))
                .isEqualTo(Map.of("a", Set.of(), "a.b", Set.of("a"), "a.c", Set.of("a.b", "a")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "| a | words | nothing of ours |; has 'a' where a package in back-ticks was wanted",
                "| `a` | words |; has a row of 2 cells",
                "| `a` | words | anything |; says 'anything'; wanted packages in back-ticks",
                "| `a` | words |  |; says ''",
                "| `a` | words | `b` |; lets a use b, which is no other row",
                "| `a` | words | `a` |; lets a use a, which is no other row",
                "| `a` | - | nothing of ours |~| `a` | - | nothing of ours |; has two rows for a"
            })
    void aMalformedRowIsRefused(String rows, String problem) {
        assertThatThrownBy(() -> read("## Packages\n" + TITLES + rows.replace('~', '\n')))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the table below \"## Packages\"")
                .hasMessageContaining(problem);
    }

    @Test
    void aMissingTableIsRefused() {
        assertThatThrownBy(() -> read("## Packages\n\n## Others\n\n" + TITLES)).hasMessageContaining("is not there");
        assertThatThrownBy(() -> read(TITLES)).hasMessageContaining("has no heading \"## Packages\"");
        assertThatThrownBy(() -> read("## Packages\n" + TITLES)).hasMessageContaining("has no rows");
        assertThatThrownBy(() -> read("## Packages\n| a | b | c |\n| - | - | - |\n"))
                .hasMessageContaining("has the columns [a, b, c]");
        assertThatThrownBy(() -> PackageTable.read(folder.resolve("none.md"), "## Packages"))
                .hasMessageContaining("there is no");
    }

    private Map<String, Set<String>> read(String text) throws IOException {
        return PackageTable.read(Files.writeString(folder.resolve("a.md"), text), "## Packages");
    }
}
