package dev.facet.app.report;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.evaluate.Evaluation;
import dev.facet.evaluate.Evaluation.Categories;
import dev.facet.evaluate.Evaluation.CodeInformation;
import dev.facet.evaluate.Evaluation.CodeUsage;
import dev.facet.evaluate.Evaluation.FactorMatch;
import dev.facet.evaluate.Evaluation.WithinClasses;
import dev.facet.metrics.Clustering;
import dev.facet.metrics.Confusion;

import static org.assertj.core.api.Assertions.assertThat;

class FindingsTest {
    private static final Categories CATEGORIES = categories(new long[][] {{0, 9}, {10, 1}, {0, 0}});

    @Test
    void saysHowManyClassesWereFound() {
        assertThat(Findings.found(CATEGORIES, "digits")).isEqualTo("found all 2 digits (accuracy 0.950)");
        assertThat(Findings.found(categories(new long[][] {{9, 1}, {9, 1}, {0, 0}}), "digits"))
                .startsWith("found 1 of 2");
    }

    @Test
    void followsOnlyWhatItCorrelatesWith() {
        assertThat(Findings.follows(new FactorMatch("c1", "slant", -0.934))).isEqualTo("follows slant (ρ = −0.93)");
        assertThat(Findings.follows(new FactorMatch("c1", "slant", 0.2))).contains("none", "nearest: slant, ρ = 0.20");
    }

    @Test
    void theReportHasTheMatrixInTheOrderOfTheClasses() {
        Evaluation evaluation = new Evaluation(
                20,
                100,
                List.of(new CodeUsage(
                        "digit", new double[] {0.45, 0.55, 0}, 0.69, 1.1, new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0})),
                List.of(new CodeInformation("digit", 1.01, 1.1)),
                CATEGORIES,
                List.of(),
                List.of());
        assertThat(Findings.report(evaluation))
                .containsSubsequence(
                        "category      zero   one",
                        "           1    10     1",
                        "           0     0     9",
                        "           2     0     0")
                .contains("  digit             1.010 of at most 1.100 nats");
    }

    @Test
    void learnedSharesAreShownBesideThoseOfTheClasses() {
        Evaluation evaluation = new Evaluation(
                20,
                100,
                List.of(new CodeUsage("digit", new double[] {0.45, 0.55, 0}, 0.69, 0.69, new double[] {0.4, 0.6, 0})),
                List.of(new CodeInformation("digit", 0.6, 0.67)),
                CATEGORIES,
                List.of(),
                List.of());
        assertThat(Findings.report(evaluation))
                .containsSequence(
                        "digit: learned shares of 2 of 3 categories",
                        "  0                 40.0 %, class one  50.0 %",
                        "  1                 60.0 %, class zero  50.0 %",
                        "  off the classes' shares by 10.0 points in mean")
                .doesNotContain("           2     0     0");
    }

    @Test
    void codesAndCategoriesAreCalledWhatPeopleCallThem() {
        Evaluation evaluation = new Evaluation(
                20,
                100,
                List.of(new CodeUsage(
                        "digit", new double[] {0.45, 0.55, 0}, 0.69, 1.1, new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0})),
                List.of(new CodeInformation("digit", 1.01, 1.1), new CodeInformation("c1", 0.5, 1.8)),
                CATEGORIES,
                List.of(new FactorMatch("c1", "slant", 0.9)),
                List.of());
        CodeNames names = CodeNames.NONE
                .with(new Code.Uniform("c1", -1, 1), "lean")
                .with(new Code.Categorical("digit", 3), 1, "0");
        assertThat(Findings.report(evaluation, names))
                .containsSubsequence("      0 (#1)    10     1", "          #0     0     9")
                .contains("  lean (c1)         0.500 of at most 1.800 nats", "  lean (c1) follows slant (ρ = 0.90)")
                .anyMatch(line -> line.contains(" 0 (#1): 55.0 %"));
    }

    @Test
    void aBoundFarBelowZeroIsExplained() {
        assertThat(Findings.report(informed(-0.4))).noneMatch(line -> line.contains("recogniser is overconfident"));
        assertThat(Findings.report(informed(-7.9))).anyMatch(line -> line.contains("recogniser is overconfident"));
    }

    private static Evaluation informed(double nats) {
        return new Evaluation(
                20, 100, List.of(), List.of(new CodeInformation("c1", nats, 1.77)), null, List.of(), List.of());
    }

    @Test
    void aCodeThatTurnsAroundBetweenClassesIsSeenToDoSo() {
        WithinClasses slant = new WithinClasses(
                "slant", "spearman", List.of("c1", "c2"), new double[][] {{0.9, -0.8, 0.1}, {0.2, 0.1, 0.75}});
        WithinClasses angle = new WithinClasses(
                "angle", "circular", List.of("c1", "c2"), new double[][] {{0.9, 0.7, 0.2}, {0, 0, 0}});
        Evaluation evaluation = new Evaluation(
                20, 100, List.of(), List.of(new CodeInformation("c1", 1, 2)), null, List.of(), List.of(slant, angle));

        assertThat(Findings.report(evaluation))
                .containsSubsequence(
                        "  slant: some code in 3 of 3 classes",
                        "    c1              2 of 3, mean ρ 0.07",
                        "    c2              1 of 3, mean ρ 0.35",
                        "  angle, periodic (circular correlation): some code in 2 of 3 classes",
                        "    c1              2 of 3, mean R 0.60");
    }

    private static Categories categories(long[][] counts) {
        Confusion confusion = new Confusion(counts);
        return new Categories("digit", List.of("zero", "one"), Clustering.of(confusion, confusion), confusion);
    }
}
