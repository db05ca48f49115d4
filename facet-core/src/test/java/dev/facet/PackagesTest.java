package dev.facet;

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
    /** What each package may use of the others. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("codes", Set.of()),
            Map.entry("config", Set.of("codes")),
            Map.entry("format", Set.of()),
            Map.entry("metrics", Set.of()),
            Map.entry("data", Set.of("format", "codes", "config")),
            Map.entry("torch", Set.of("codes", "config")),
            Map.entry("model", Set.of("torch", "format", "data", "codes", "config")),
            Map.entry("method", Set.of("model", "torch", "data", "codes", "config")),
            Map.entry("explore", Set.of("model", "format", "data", "codes", "config")),
            Map.entry("calibrate", Set.of("method", "model", "torch", "data", "format", "codes", "config")),
            Map.entry(
                    "train",
                    Set.of(
                            "calibrate",
                            "method",
                            "model",
                            "torch",
                            "explore",
                            "data",
                            "format",
                            "metrics",
                            "codes",
                            "config")),
            Map.entry("evaluate", Set.of("metrics", "model", "torch", "data", "format", "onnx", "codes", "config")),
            Map.entry("onnx", Set.of("data", "codes", "config")),
            Map.entry("export", Set.of("onnx", "model", "torch", "data", "format", "codes", "config")));

    /** Where native code may be met; the others load on any machine, and their tests in milliseconds. */
    private static final Set<String> NATIVE =
            Set.of("torch", "model", "method", "calibrate", "train", "explore", "evaluate", "export");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.facet");

    @Test
    void everyPackageHasItsArrows() {
        Set<String> found = new TreeSet<>();
        CLASSES.getPackage("dev.facet").getSubpackages().forEach(sub -> found.add(sub.getRelativeName()));
        assertThat(found).isEqualTo(new TreeSet<>(ARROWS.keySet()));
    }

    @TestFactory
    Stream<DynamicTest> packagesUseOnlyWhatTheirArrowsAllow() {
        return ARROWS.keySet().stream()
                .sorted()
                .map(name -> DynamicTest.dynamicTest(
                        name,
                        () -> noClasses()
                                .that()
                                .resideInAPackage("dev.facet." + name + "..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(forbidden(name))
                                .because(name + " may use " + ARROWS.get(name) + " only")
                                .check(CLASSES)));
    }

    private static String[] forbidden(String name) {
        Stream<String> others = ARROWS.keySet().stream()
                .filter(other -> !other.equals(name))
                .filter(other -> !ARROWS.getOrDefault(name, Set.of()).contains(other))
                .map(other -> "dev.facet." + other + "..");
        // "dev.facet" without dots is the front door, which nothing behind it may use
        return Stream.concat(Stream.of("dev.facet"), others).toArray(String[]::new);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.facet.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nativeCodeStaysInsideTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        NATIVE.stream().map(name -> "dev.facet." + name + "..").toArray(String[]::new))
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
