package dev.facet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Damaged files of every kind end in a message, within little memory and time, and never in the end of the process. */
class MutationsTest {
    private static final int FEW = 300;
    private static final int MANY = 20_000;
    /** What a reader may take: little, so that memory which is taken on a file's word is noticed. */
    private static final String HEAP = "-Xmx64m";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aFewDamagedFilesEndInAMessage(Readers reader) throws Exception {
        run(reader, 0, FEW, 120);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void manyDamagedFilesEndInAMessage(Readers reader) throws Exception {
        run(reader, FEW, MANY, 900);
    }

    private void run(Readers reader, int first, int count, int seconds) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-XX:ErrorFile=" + folder.resolve("crash"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MutationRun.class.getName(),
                        reader.name(),
                        Integer.toString(first),
                        Integer.toString(count),
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                fail(count + " damaged files of " + reader + " are not read in " + seconds + " s; " + underWay());
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("%s; %s", underWay(), Files.readString(output, StandardCharsets.UTF_8))
                .isZero();
    }

    private String underWay() throws IOException {
        Path seed = folder.resolve("seed");
        return Files.exists(seed)
                ? "under way was seed "
                        + ByteBuffer.wrap(Files.readAllBytes(seed)).getInt()
                : "none was begun";
    }
}
