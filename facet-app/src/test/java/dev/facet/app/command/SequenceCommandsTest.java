package dev.facet.app.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Shell;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands on sequences. */
class SequenceCommandsTest {
    private static final int COUNT = 40;
    private static final int CHANNELS = 2;
    private static final int TIME = 16;

    @TempDir
    static Path folder;

    private static Path file;
    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        file = waves();
        Shell shell = Shell.facet(
                "train",
                file.toString(),
                "--preset=sequences",
                "--set=data.kind=sequences",
                "--set=model.width=4",
                "--set=training.batch=16",
                "--steps=3",
                "--threads=1",
                "--precision=fp32",
                "--quiet",
                "--out=" + folder.resolve("runs"));
        assertThat(shell.code()).as(shell.err()).isZero();
        run = folder.resolve("runs/00000-waves-infogan");
    }

    @Test
    void filesOfThemHoldOnePointInTimePerLine() throws IOException {
        Path made = folder.resolve("made");
        Shell shell = Shell.facet("generate", run.toString(), "--count=2", "--dir=" + made);
        assertThat(shell.out()).contains("2 sequences in " + made);
        List<String> lines = Files.readAllLines(made.resolve("00001.csv"));
        assertThat(lines).hasSize(1 + TIME);
        assertThat(lines.get(0)).isEqualTo("channel1,channel2");
        assertThat(lines.get(5)).matches("-?[0-9.E-]+,-?[0-9.E-]+");
    }

    @Test
    void codesAreReadOffThemAndDrawn() throws IOException {
        Path codes = folder.resolve("codes.csv");
        Shell shell = Shell.facet("encode", run.toString(), file.toString(), "--out=" + codes);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(Files.readAllLines(codes)).hasSize(1 + COUNT);
        assertThat(Shell.facet("traverse", run.toString()).code()).isZero();
        assertThat(Shell.facet("evaluate", run.toString()).out()).contains("40 sequences of waves");
    }

    @Test
    void inspectingSaysWhatTheyAre() {
        Path picture = folder.resolve("first.png");
        Shell shell = Shell.facet("data", "inspect", file.toString(), "--kind=sequences", "--out=" + picture);
        assertThat(shell.out()).contains("waves: 40 sequences of 16 points in time of channel1, channel2");
        assertThat(picture).isNotEmptyFile();
        assertThat(Shell.facet("data", "inspect", file.toString(), "--kind=walks")
                        .err())
                .contains("walks", "auto", "sequences", "paths");
    }

    @Test
    void networksForImagesAreRefused() {
        Shell shell = Shell.facet(
                "train",
                file.toString(),
                "--preset=images",
                "--set=data.kind=sequences",
                "--out=" + folder.resolve("no"));
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).contains("the data is sequences", "--preset sequences");
        assertThat(Shell.facet("evaluate", run.toString(), "--moments").err()).contains("are measured in grey images");
        assertThat(Shell.facet("evaluate", run.toString(), "--disentanglement").err())
                .contains("waves has no known factors");
    }

    private static Path waves() throws IOException {
        String header =
                "{'descr': '<f4', 'fortran_order': False, 'shape': (" + COUNT + ", " + CHANNELS + ", " + TIME + "), }";
        header += " ".repeat(118 - header.length() - 1) + "\n";
        ByteBuffer npy =
                ByteBuffer.allocate(10 + 118 + COUNT * CHANNELS * TIME * 4).order(ByteOrder.LITTLE_ENDIAN);
        npy.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) 118);
        npy.put(header.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < COUNT * CHANNELS * TIME; i++) {
            npy.putFloat((float) Math.sin(0.37 * i));
        }
        return Files.write(folder.resolve("waves.npy"), npy.array());
    }
}
