package dev.facet.app.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.Facet;
import dev.facet.app.Shell;
import dev.facet.app.TinyRun;
import dev.facet.model.Model;
import dev.facet.onnx.OnnxGenerator;

import static org.assertj.core.api.Assertions.assertThat;

class ExportCommandTest {
    @TempDir
    private Path folder;

    @Test
    void anExportMakesThePicturesOfTheRunAndSaysWhatItIs() throws IOException {
        Path run = TinyRun.below(folder.resolve("runs"));
        assertThat(Shell.facet("name", run.toString(), "c1=slant").code()).isZero();
        Path out = folder.resolve("out");
        Shell shell = Shell.facet("export", run.toString(), "--out=" + out);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("generator.onnx", "weights.safetensors", "largest difference");
        try (Model model = Facet.load(run);
                OnnxGenerator generator = OnnxGenerator.open(out.resolve("generator.onnx"))) {
            byte[] own = model.generate(5, 4).bytes();
            byte[] theirs = generator.generate(5, 4).bytes();
            for (int i = 0; i < own.length; i++) {
                assertThat(Math.abs((own[i] & 0xFF) - (theirs[i] & 0xFF))).isLessThanOrEqualTo(1);
            }
        }
        String card = Files.readString(out.resolve("README.md"));
        assertThat(card)
                .contains("| method | infogan |", "slant (c1)", "`digit.probabilities`", "not used for training");
        assertThat(Files.readString(out.resolve("config.yaml"))).contains("source: strokes");
        compile(card);
    }

    /** The card's example in Java, with what it needs around it. */
    private void compile(String card) throws IOException {
        Matcher java = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(card);
        assertThat(java.find()).isTrue();
        Path source = Files.writeString(
                folder.resolve("Example.java"),
                "import java.nio.file.Path; import dev.facet.codes.*; import dev.facet.data.*; import dev.facet.onnx.*;"
                        + "\nclass Example { void run() throws Exception {\n" + java.group(1) + "}}\n");
        ByteArrayOutputStream problems = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        problems,
                        problems,
                        "-proc:none",
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        assertThat(code).as(problems.toString()).isZero();
    }

    @Test
    void otherWeightsAreTakenFromAFile() throws IOException {
        Path first = TinyRun.below(folder.resolve("first"));
        Path second = TinyRun.below(folder.resolve("second"), "infogan", 5);
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        assertThat(Shell.facet("export", first.toString(), "--out=" + one).code())
                .isZero();
        Shell shell = Shell.facet(
                "export", second.toString(), "--weights=" + one.resolve("weights.safetensors"), "--out=" + two);
        assertThat(shell.code()).as(shell.err()).isZero();
        try (OnnxGenerator from = OnnxGenerator.open(one.resolve("generator.onnx"));
                OnnxGenerator to = OnnxGenerator.open(two.resolve("generator.onnx"))) {
            assertThat(to.generate(1, 4).bytes()).isEqualTo(from.generate(1, 4).bytes());
        }
        Shell wrong = Shell.facet("export", second.toString(), "--weights=" + one.resolve("README.md"), "--out=" + two);
        assertThat(wrong.code()).isNotZero();
        assertThat(wrong.err()).contains("README.md");
    }

    @Test
    void whatIsNoRunIsRefused() {
        Shell shell = Shell.facet("export", folder.toString());
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).contains("is not a run");
        assertThat(folder.resolve("export")).doesNotExist();
    }
}
