package dev.facet.spark;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/** What this module may use, as docs/architecture.md says. */
class SparkPackagesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.facet.spark");

    @Test
    void nothingTouchesLibtorch() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.bytedeco..",
                        "dev.facet",
                        "dev.facet.torch..",
                        "dev.facet.model..",
                        "dev.facet.method..",
                        "dev.facet.train..",
                        "dev.facet.export..")
                .because("the machines of a cluster have no libtorch")
                .check(CLASSES);
    }

    @Test
    void onlyTheClusterOfTheCommandLineKnowsTheCommandLine() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.facet\\.spark\\.job\\.Spark(Cluster|Workers|Programs)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.facet.app..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.facet.spark")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.facet.spark.job..")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES.stream().map(each -> each.getPackage()).distinct())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.tryGetAnnotationOfType(NullMarked.class))
                        .as(each.getName())
                        .isPresent());
    }
}
