package dev.facet.app.command;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Shell;
import dev.facet.app.TinyRun;

import static org.assertj.core.api.Assertions.assertThat;

/** The command fit-encoder, and what encode, evaluate, inspect and export make of the encoder. */
class FitEncoderCommandTest {
    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void train() {
        run = TinyRun.below(folder.resolve("runs"));
    }

    private static Shell ok(String... arguments) {
        Shell shell = Shell.facet(arguments);
        assertThat(shell.code()).as(shell.err()).isZero();
        return shell;
    }

    @Test
    void itFitsAnEncoderThatOtherCommandsUse() throws IOException {
        Path table = folder.resolve("codes.csv");
        ok("encode", run.toString(), "strokes", "--out=" + table);
        String before = Files.readString(table);
        assertThat(ok("inspect", run.toString()).out()).contains("encoder            none");
        Shell fitted = ok("fit-encoder", run.toString(), "--steps=2", "--threads=1");
        assertThat(fitted.out())
                .contains("2 steps", "64 held-out items", "the mean of the data has 0.")
                .contains(run.resolve("encoder.safetensors").toString(), "facet studio");
        assertThat(ok("inspect", run.toString()).out()).contains("encoder            of step 3, fitted in 2 steps");
        assertThat(ok("evaluate", run.toString(), "--out=" + folder).out())
                .contains("the encoder makes 64 real images again with a mean error of 0.")
                .contains("as the encoder finds them");
        assertThat(folder.resolve("reconstructions.png")).exists();
        assertThat(Files.readString(run.resolve("metrics.jsonl"))).contains("\"reconstruction\":{\"items\":64");
        Shell export = ok("export", run.toString(), "--out=" + folder.resolve("export"));
        assertThat(export.out()).contains("encoder.onnx");

        // the columns of before stay as they were
        ok("encode", run.toString(), "strokes", "--out=" + table);
        assertThat(Files.readString(table)).isEqualTo(before);
        ok("encode", run.toString(), "strokes", "--latents", "--out=" + table);
        List<String> lines = Files.readAllLines(table);
        List<String> header = Arrays.asList(lines.get(0).split(","));
        assertThat(header)
                .contains("noise_0", "noise_61", "c1_encoded", "c2_encoded")
                .endsWith("problem");
        assertThat(lines.get(1).split(",", -1)).hasSize(header.size());
        assertThat(Double.parseDouble(lines.get(1).split(",", -1)[header.indexOf("c1_encoded")]))
                .isBetween(-1.0, 1.0);
    }

    @Test
    void encodeDrawsImagesBesideWhatTheGeneratorMakesOfThem() throws IOException {
        ok("fit-encoder", run.toString(), "--steps=1");
        Path pairs = folder.resolve("pairs.png");
        Path triples = folder.resolve("triples.png");
        String out = "--out=" + folder.resolve("codes.csv");
        Shell two = ok("encode", run.toString(), "strokes", out, "--reconstructions=" + pairs);
        assertThat(two.err()).contains("pairs.png: 64 images, each beside");
        ok("encode", run.toString(), "strokes", out, "--reconstructions=" + triples, "--code=c1=2");
        BufferedImage pair = ImageIO.read(pairs.toFile());
        BufferedImage triple = ImageIO.read(triples.toFile());
        assertThat(triple.getWidth()).isGreaterThan(pair.getWidth());
        assertThat(triple.getHeight()).isEqualTo(pair.getHeight());
        Path one = folder.resolve("one.png");
        ok("encode", run.toString(), run.resolve("reals.png").toString(), out, "--reconstructions=" + one);
        assertThat(ImageIO.read(one.toFile()).getWidth()).isLessThan(pair.getWidth());
    }

    @Test
    void aSearchNeedsNoEncoderAndComesNearer() throws IOException {
        Path table = folder.resolve("codes.csv");
        Path pairs = folder.resolve("pairs.png");
        Path picture = run.resolve("reals.png");
        Shell searched = ok("encode", run.toString(), picture.toString(), "--latents", "--search=3", "--out=" + table);
        assertThat(searched.err())
                .containsPattern("searched in 3 steps: the mean difference is 0\\.\\d+, and was 0\\.");
        List<String> header = Arrays.asList(Files.readAllLines(table).get(0).split(","));
        assertThat(header).contains("noise_0", "c1_encoded");
        ok("encode", run.toString(), picture.toString(), "--out=" + table, "--search=3", "--reconstructions=" + pairs);
        assertThat(pairs).exists();
        Shell alone = Shell.facet("encode", run.toString(), picture.toString(), "--search=3", "--out=" + table);
        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.err()).contains("together with --latents or --reconstructions");
        Shell many = Shell.facet(
                "encode", run.toString(), picture.toString(), "--latents", "--search=20000", "--out=" + table);
        assertThat(many.code()).isEqualTo(2);
        assertThat(many.err()).contains("wanted 1 to 10,000");
    }

    @Test
    void whatIsMissingIsSaid() {
        String out = "--out=" + folder.resolve("codes.csv");
        for (String option : List.of("--latents", "--reconstructions=" + folder.resolve("pairs.png"))) {
            Shell none = Shell.facet("encode", run.toString(), "strokes", out, option);
            assertThat(none.code()).isEqualTo(2);
            assertThat(none.err()).contains("has no encoder", "facet fit-encoder");
        }
        assertThat(folder.resolve("codes.csv")).doesNotExist();
        Shell code = Shell.facet("encode", run.toString(), "strokes", out, "--code=c1=1");
        assertThat(code.code()).isEqualTo(2);
        assertThat(code.err()).contains("--reconstructions");
        Shell steps = Shell.facet("fit-encoder", run.toString(), "--steps=0");
        assertThat(steps.code()).isEqualTo(2);
        assertThat(steps.err()).contains("--steps is 0; wanted a whole number from 1 to");
        assertThat(Shell.facet("fit-encoder", run.toString(), "--threads=-1").err())
                .contains("--threads is -1");
        Shell missing = Shell.facet("fit-encoder", folder.resolve("nothing").toString());
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("there is no run at");
        Shell none = Shell.facet(
                "fit-encoder", TinyRun.below(folder.resolve("cgan"), "cgan").toString());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("no recogniser");
    }
}
