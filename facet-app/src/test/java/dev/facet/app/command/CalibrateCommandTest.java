package dev.facet.app.command;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Shell;
import dev.facet.app.TinyRun;

import static org.assertj.core.api.Assertions.assertThat;

/** The command calibrate, and its effect on encode, inspect and export. */
class CalibrateCommandTest {
    @TempDir
    static Path folder;

    private static Path run;

    @BeforeAll
    static void train() {
        List<String> arguments = new ArrayList<>(List.of("train", "strokes", "--steps=3", "--quiet"));
        arguments.addAll(TinyRun.SETTINGS);
        arguments.addAll(List.of("--set=data.count=300", "--out=" + folder.resolve("runs")));
        Shell shell = Shell.facet(arguments.toArray(String[]::new));
        assertThat(shell.code()).as(shell.err()).isZero();
        run = folder.resolve("runs/00000-strokes-infogan");
    }

    @Test
    void itSaysWhatWasMeasuredAndOnWhat() {
        Shell shell = Shell.facet("calibrate", run.toString());
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out())
                .contains(
                        "300 held-out items, which training did not see",
                        "digit              temperature ",
                        "two views of an item get the same category in ",
                        "c1                 sigma is ",
                        "within one sigma: ",
                        "at most 1 %",
                        run.resolve("calibration.safetensors").toString());
        assertThat(Shell.facet("inspect", run.toString()).out())
                .contains("calibration        of step 3, measured on 300 held-out items");
    }

    @Test
    void itSaysWhyItCannotMeasure() {
        Path tiny = TinyRun.below(folder.resolve("tiny"));
        Shell few = Shell.facet("calibrate", tiny.toString());
        assertThat(few.code()).isEqualTo(2);
        assertThat(few.err()).contains("too few images", "strokes has 64");
        Shell none = Shell.facet(
                "calibrate", TinyRun.below(folder.resolve("cgan"), "cgan").toString());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("no recogniser");
        assertThat(Shell.facet("calibrate", folder.resolve("nothing").toString())
                        .err())
                .contains("there is no run at");
    }

    @Test
    void encodeTellsWhichImagesAreUnlikeTheData() throws Exception {
        Path noise = folder.resolve("noise");
        Files.createDirectories(noise);
        Random random = new Random(1);
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 784; i++) {
            image.getRaster().setSample(i % 28, i / 28, 0, random.nextInt(256));
        }
        ImageIO.write(image, "png", noise.resolve("a.png").toFile());
        Path csv = folder.resolve("noise.csv");
        Shell shell = Shell.facet("encode", run.toString(), noise.toString(), "--out=" + csv);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.err())
                .contains("1 images in", "1 unlike the training data")
                .doesNotContain("not calibrated");
        assertThat(Files.readAllLines(csv).get(0)).endsWith(",data_distance,data_percentile,unlike_data,problem");
        assertThat(Files.readAllLines(csv).get(1)).matches(".*,\\d+\\.\\d{5},\\d+\\.\\d,1,");
        Shell data = Shell.facet("encode", run.toString(), "strokes", "--split=test", "--out=" + csv);
        assertThat(data.err()).containsPattern("300 images in .*, \\d unlike the training data");
    }

    @Test
    void encodeSaysThatARunIsNotCalibratedAndClaimsNothing() throws Exception {
        Path tiny = TinyRun.below(folder.resolve("other"));
        Shell shell = Shell.facet("encode", tiny.toString(), "strokes", "--out=-");
        assertThat(shell.code()).isZero();
        // a command that would refuse is not recommended
        assertThat(shell.err())
                .contains(
                        "not calibrated",
                        "too few items for it: strokes has 64, and it takes 200 and a test part of 100, or 300 in all")
                .doesNotContain("facet calibrate");
        assertThat(shell.out().lines().skip(1)).allMatch(line -> line.endsWith(",,,"));
        assertThat(Shell.facet("inspect", tiny.toString()).out()).contains("calibration        none");
    }

    @Test
    void anExportSaysWhetherItsReadingsAreCalibrated() throws Exception {
        Path out = folder.resolve("export");
        Shell shell = Shell.facet("export", run.toString(), "--out=" + out);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.err()).isEmpty();
        assertThat(Files.readString(out.resolve("README.md")))
                .contains("calibrated without labels on 300 held-out items", "`unlike`", "temperature");
        // weights other than the calibrated ones
        Shell other = Shell.facet(
                "export",
                run.toString(),
                "--weights=" + out.resolve("weights.safetensors"),
                "--out=" + folder.resolve("other-weights"));
        assertThat(other.code()).as(other.err()).isZero();
        assertThat(other.err()).contains("not calibrated", "other weights");
        assertThat(Files.readString(folder.resolve("other-weights/README.md")))
                .contains("not calibrated")
                .doesNotContain("`unlike`");
    }
}
