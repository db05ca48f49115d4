package dev.facet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The arrows between the packages, as docs/architecture.md draws them. */
class PackagesTest {
    private static final String ROOT = "dev.facet";

    /** What each package may use of the others. */
    private static final Map<String, Set<String>> ARROWS = arrows();

    /** Where native code may be met; the others load on any machine, and their tests in milliseconds. */
    private static final Set<String> NATIVE =
            Set.of("torch", "model", "method", "calibrate", "train", "explore", "evaluate", "export");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static Map<String, Set<String>> arrows() {
        try {
            return PackageTable.read(Path.of("..", "docs", "architecture.md"), "## Packages of facet-core");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyPackageHasItsArrows() {
        Set<String> found = new TreeSet<>();
        CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .forEach(name -> found.add(name.substring(ROOT.length() + 1)));
        assertThat(ARROWS.keySet())
                .as("packages in the table of docs/architecture.md")
                .containsExactlyInAnyOrderElementsOf(found);
    }

    @TestFactory
    Stream<DynamicTest> packagesUseOnlyWhatTheirArrowsAllow() {
        return ARROWS.keySet().stream()
                .sorted()
                .map(name -> DynamicTest.dynamicTest(
                        name,
                        () -> noClasses()
                                .that()
                                .resideInAPackage(ROOT + "." + name)
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(forbidden(name))
                                .because(name + " may use " + ARROWS.get(name) + " only, by docs/architecture.md")
                                .check(CLASSES)));
    }

    private static String[] forbidden(String name) {
        Stream<String> others = ARROWS.keySet().stream()
                .filter(other -> !other.equals(name))
                .filter(other -> !ARROWS.getOrDefault(name, Set.of()).contains(other))
                .map(other -> ROOT + "." + other);
        // the front door, which nothing behind it may use
        return Stream.concat(Stream.of(ROOT), others).toArray(String[]::new);
    }

    @Test
    void packagesFormNoRing() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** Nor do those below one package, with that package itself. */
    @Test
    void packagesOfAllLevelsFormNoRing() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nativeCodeStaysInsideTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        NATIVE.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(CLASSES);
    }

    @Test
    void theLibraryNeitherPrintsNorConfiguresLogging() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("ch.qos.logback..", "java.util.logging..")
                .check(CLASSES);
    }

    @Test
    void exceptionsNameTheirKind() {
        noClasses()
                .that()
                .areNotAssignableTo(RuntimeException.class)
                .should()
                .callConstructor(RuntimeException.class, Throwable.class)
                .orShould()
                .callConstructor(RuntimeException.class, String.class, Throwable.class)
                .orShould()
                .callConstructor(RuntimeException.class, String.class)
                .because("a reader of the message should learn whose mistake it was")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
                .allSatisfy(javaPackage -> assertThat(nullMarked(javaPackage))
                        .as(javaPackage.getName())
                        .isTrue());
    }

    private static boolean nullMarked(JavaPackage javaPackage) {
        return javaPackage.tryGetAnnotationOfType(NullMarked.class).isPresent();
    }
}
