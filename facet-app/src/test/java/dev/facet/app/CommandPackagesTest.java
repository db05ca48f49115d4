package dev.facet.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The arrows between the packages of the program, which are read from docs/architecture.md. */
class CommandPackagesTest {
    private static final String ROOT = "dev.facet.app";
    private static final Path DOCUMENT = Path.of("..", "docs", "architecture.md");
    private static final String HEADING = "## Packages of facet-app";
    private static final Pattern ROW = Pattern.compile("\\| `([a-z]+)` \\| [^|]+ \\| ([^|]+) \\|");
    private static final Pattern USED = Pattern.compile("`([a-z]+)`");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static final Map<String, Set<String>> ARROWS = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        assertThat(lines).as("headings of %s", DOCUMENT).contains(HEADING);
        List<String> table = lines.subList(lines.indexOf(HEADING) + 1, lines.size()).stream()
                .dropWhile(line -> !line.startsWith("|") && !line.startsWith("#"))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(table)
                .as("lines of a table below \"%s\" in %s", HEADING, DOCUMENT)
                .hasSizeGreaterThan(2);
        for (String line : table.subList(2, table.size())) {
            Matcher row = ROW.matcher(line);
            assertThat(row.matches())
                    .as("\"%s\" in %s is not of the form: | `package` | words | `others`, `others` |", line, DOCUMENT)
                    .isTrue();
            Set<String> used = USED.matcher(row.group(2))
                    .results()
                    .map(name -> name.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(row.group(2))
                    .as("what %s may use", row.group(1))
                    .isEqualTo(used.isEmpty() ? "nothing of ours" : written(row.group(2)));
            assertThat(ARROWS.put(row.group(1), used))
                    .as("rows for " + row.group(1))
                    .isNull();
        }
        ARROWS.forEach((name, used) ->
                assertThat(ARROWS.keySet()).as("what %s may use are rows", name).containsAll(used));
    }

    /** The names in a cell, as they must be written. */
    private static String written(String cell) {
        return USED.matcher(cell).results().map(MatchResult::group).collect(Collectors.joining(", "));
    }

    @Test
    void everyPackageHasItsArrows() {
        Set<String> found = new TreeSet<>();
        CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .forEach(name -> found.add(name.substring(ROOT.length() + 1)));
        assertThat(ARROWS.keySet()).as("packages in the table of %s", DOCUMENT).isEqualTo(found);
    }

    @Test
    void packagesUseOnlyWhatTheirArrowsAllow() {
        ARROWS.forEach((name, used) -> {
            Stream<String> others = ARROWS.keySet().stream()
                    .filter(other -> !other.equals(name) && !used.contains(other))
                    .map(other -> ROOT + "." + other);
            String[] forbidden = Stream.concat(Stream.of(ROOT), others).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + name)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .because(name + " may use " + used + " only, by " + DOCUMENT)
                    .check(CLASSES);
        });
    }

    @Test
    void packagesFormNoRing() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
                .allSatisfy(each -> assertThat(each.tryGetAnnotationOfType(NullMarked.class))
                        .as(each.getName())
                        .isPresent());
    }
}
