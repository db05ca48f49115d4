package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.DamagedShard;
import dev.facet.app.Shell;
import dev.facet.app.TinyRun;

import static org.assertj.core.api.Assertions.assertThat;

class EncodeCommandTest {
    @TempDir
    private static Path runs;

    private static Path run;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() {
        run = TinyRun.below(runs);
    }

    private Path shards() {
        Path shards = folder.resolve("shards");
        Shell made = Shell.facet("data", "convert", "strokes", shards.toString(), "--shards=2", "--set=data.count=60");
        assertThat(made.code()).as(made.err()).isZero();
        return shards;
    }

    private static Shell encode(Path data, Path out) {
        return Shell.facet("encode", run.toString(), data.toString(), "--out=" + out);
    }

    @Test
    void aDamagedFileOfPicturesIsRefusedAndNothingIsWritten() throws IOException {
        Path shards = shards();
        DamagedShard.lose(shards.resolve("train-00001-of-00002.parquet"), 10);
        Path out = folder.resolve("codes.csv");
        Shell shell = encode(shards, out);
        assertThat(shell.code()).isEqualTo(2);
        assertThat(out).doesNotExist();
        assertThat(shell.err().lines().filter(line -> line.contains("train-00001")))
                .singleElement()
                .asString()
                .contains(
                        shards + " is not whole: it lacks rows of train-00001-of-00002.parquet (20), since the file is"
                                + " damaged from row 10 on; get the file again. Nothing was written: rows that are"
                                + " missing would look like pictures that were never there.");
        Files.writeString(out, "mine");
        assertThat(encode(shards, out).code()).isEqualTo(2);
        assertThat(out).hasContent("mine");
    }

    @Test
    void aDamagedPictureInAFileIsToldAndTheOthersAreRead() throws IOException {
        Path shards = shards();
        DamagedShard.spoil(shards.resolve("train-00001-of-00002.parquet"), 10);
        Path out = folder.resolve("codes.csv");
        Shell shell = encode(shards, out);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.err()).contains("left out: damaged pictures (1), each of which is");
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(60).noneMatch(line -> line.startsWith("train-00001-of-00002/000010,"));
    }
}
