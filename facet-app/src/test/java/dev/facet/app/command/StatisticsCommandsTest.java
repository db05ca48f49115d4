package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Shell;
import dev.facet.app.TinyRun;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages of commands about a damaged {@code stats.jsonl}. */
class StatisticsCommandsTest {
    private static final String LOSS = "1 line of stats.jsonl is damaged and left out";

    @TempDir
    private Path folder;

    @Test
    void aFlippedBitIsSaidAndEndsNothing() throws IOException {
        Path run = TinyRun.below(folder, "infogan", 22);
        Path file = run.resolve("stats.jsonl");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 50] ^= (byte) 0x80;
        Files.write(file, bytes);
        Path report = folder.resolve("report.html");

        Shell curves = Shell.facet(
                "curves", run.toString(), "--out", folder.resolve("c.png").toString());
        assertThat(curves.code()).as(curves.err()).isZero();
        assertThat(curves.err()).contains(run + ": " + LOSS);
        Shell reported = Shell.facet("report", run.toString(), "--out", report.toString());
        assertThat(reported.code()).as(reported.err()).isZero();
        assertThat(report).content().contains(LOSS);
        Shell inspected = Shell.facet("inspect", run.toString());
        assertThat(inspected.code()).as(inspected.err()).isZero();

        Shell resumed = Shell.facet("train", "--resume", run.toString(), "--steps", "24", "--threads=1");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.out() + resumed.err()).contains(LOSS);
        assertThat(run.resolve("log.txt")).content().contains(LOSS);
        assertThat(Shell.facet(
                                "curves",
                                run.toString(),
                                "--out",
                                folder.resolve("c.png").toString())
                        .err())
                .doesNotContain("damaged");
    }
}
