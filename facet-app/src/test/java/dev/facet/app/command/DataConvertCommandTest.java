package dev.facet.app.command;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.Facet;
import dev.facet.app.DamagedShard;
import dev.facet.app.Shell;
import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Items;
import dev.facet.data.Split;
import dev.facet.format.ParquetFile;
import dev.facet.format.ParquetRows;

import static org.assertj.core.api.Assertions.assertThat;

class DataConvertCommandTest {
    @TempDir
    private Path folder;

    private static void picture(Path file, int width, int height, int rgb) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(width / 2, height / 2, rgb);
        ImageIO.write(image, "png", file.toFile());
    }

    private List<String> files(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void arraysBecomeShardsThatAreTheSameData() throws IOException {
        Path out = folder.resolve("strokes");
        Shell shell = Shell.facet("data", "convert", "strokes", out.toString(), "--shards=3", "--set=data.count=50");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.err()).contains("50 images in 3 files of " + out + " (train)");
        assertThat(files(out))
                .contains(
                        "train-00000-of-00003.parquet", "train-00001-of-00003.parquet", "train-00002-of-00003.parquet");
        DataConfig config = new DataConfig("strokes", 28, 1, 50, 1);
        try (Dataset before = Facet.open(config, Split.TRAIN);
                Dataset after = Facet.open(config.withSource(out.toString()), Split.TRAIN)) {
            int[] all = Stream.iterate(0, i -> i + 1)
                    .limit(before.size())
                    .mapToInt(i -> i)
                    .toArray();
            assertThat(after.size()).isEqualTo(before.size());
            assertThat(Items.of(after, all).bytes())
                    .isEqualTo(Items.of(before, all).bytes());
            assertThat(after.labels().orElseThrow().names())
                    .isEqualTo(before.labels().orElseThrow().names());
            assertThat(after.labels().orElseThrow().values())
                    .isEqualTo(before.labels().orElseThrow().values());
            Factors known = before.factors().orElseThrow();
            Factors read = after.factors().orElseThrow();
            assertThat(read.names()).contains("slant", "width_"); // a width would be that of pictures
            for (int f = 0; f < known.names().size(); f++) {
                int other = read.names().indexOf(known.names().get(f));
                assertThat(read.values()[other < 0 ? read.names().indexOf("width_") : other])
                        .isEqualTo(known.values()[f]);
            }
        }
    }

    @Test
    void filesOfPicturesAreCopiedAsTheyAre() throws IOException {
        Path data = folder.resolve("pictures");
        picture(data.resolve("cat/a.png"), 40, 30, 0xFF0000);
        picture(data.resolve("dog/b.png"), 90, 20, 0x00FF00);
        Files.write(data.resolve("dog/c.png"), new byte[] {1, 2, 3});
        Files.writeString(data.resolve("notes.txt"), "no picture");
        Path out = folder.resolve("out.parquet");
        Shell shell = Shell.facet("data", "convert", data.toString(), out.toString(), "--set=data.bad=0.5");
        assertThat(shell.code()).isEqualTo(2); // sizes differ, so it must be told which is wanted
        assertThat(shell.err()).contains("resolution");
        Files.delete(data.resolve("dog/c.png"));
        shell = Shell.facet("data", "convert", data.toString(), out.toString());
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.err()).contains("2 images in " + out);
        ParquetFile table = ParquetFile.open(out);
        assertThat(table.classes()).containsEntry("label", List.of("cat", "dog"));
        try (ParquetRows rows = table.read(List.of("image", "label"))) {
            assertThat(rows.next()).containsExactly(Files.readAllBytes(data.resolve("cat/a.png")), 0.0);
            assertThat(rows.next()).containsExactly(Files.readAllBytes(data.resolve("dog/b.png")), 1.0);
        }
    }

    @Test
    void bothPartsBecomeShardsAndOneFileHasOne() throws IOException {
        Path data = folder.resolve("pictures");
        for (int i = 0; i < 4; i++) {
            picture(data.resolve("train/" + i + ".png"), 32, 32, i);
            picture(data.resolve("test/" + i + ".png"), 32, 32, 100 + i);
        }
        Path shards = folder.resolve("shards");
        assertThat(Shell.facet("data", "convert", data.toString(), shards.toString(), "--shards=2")
                        .code())
                .isZero();
        assertThat(files(shards))
                .containsExactly(
                        "test-00000-of-00002.parquet",
                        "test-00001-of-00002.parquet",
                        "train-00000-of-00002.parquet",
                        "train-00001-of-00002.parquet");
        Path one = folder.resolve("one.parquet");
        Shell single = Shell.facet("data", "convert", data.toString(), one.toString());
        assertThat(single.err()).contains("4 held-out images are not in it; --split test writes them");
        assertThat(ParquetFile.open(one).rows()).isEqualTo(4);
        Path test = folder.resolve("test.parquet");
        assertThat(Shell.facet("data", "convert", data.toString(), test.toString(), "--split=test")
                        .code())
                .isZero();
        try (ParquetRows rows = ParquetFile.open(test).read(List.of("image"))) {
            assertThat(rows.next()).containsExactly(Files.readAllBytes(data.resolve("test/0.png")));
        }
    }

    @Test
    void allOrNothingIsWritten() throws IOException {
        Path out = folder.resolve("out");
        Shell few = Shell.facet("data", "convert", "strokes", out.toString(), "--shards=60", "--set=data.count=50");
        assertThat(few.code()).isEqualTo(2);
        assertThat(few.err()).contains("has 50 images, too few for 60 files; take fewer --shards");
        assertThat(Shell.facet("data", "convert", "strokes", out.toString(), "--shards=0")
                        .err())
                .contains("--shards is 0; wanted 1 to 99999");
        Shell nowhere = Shell.facet("data", "convert", "strokes", folder.resolve("no/where.parquet") + "");
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).contains("there is no folder " + folder.resolve("no"));
        assertThat(files(folder)).isEmpty();
        Files.writeString(out, "mine");
        Shell there = Shell.facet("data", "convert", "strokes", out.toString());
        assertThat(there.code()).isEqualTo(2);
        assertThat(there.err()).contains(out + " exists already; name a new file, or remove it first");
        assertThat(Files.readString(out)).isEqualTo("mine");
    }

    @Test
    void aDamagedShardIsToldInALine() throws IOException {
        Path shards = folder.resolve("shards");
        Shell.facet("data", "convert", "strokes", shards.toString(), "--shards=2", "--set=data.count=60");
        DamagedShard.lose(shards.resolve("train-00001-of-00002.parquet"), 10);
        Path out = folder.resolve("out.parquet");
        String lost = "train-00001-of-00002.parquet (20 rows) is damaged from row 10 on; get the file again";
        for (Shell shell : List.of(
                Shell.facet("data", "convert", shards.toString(), out.toString()),
                Shell.facet("train", shards.toString(), "--steps=1", "--out=" + folder.resolve("run")))) {
            assertThat(shell.code()).isEqualTo(2);
            assertThat(shell.err().lines().filter(line -> line.contains("train-00001")))
                    .containsExactly("  " + lost);
            assertThat(shell.err()).contains("20 of 60 images cannot be used", "data.bad=0.34");
        }
        Shell most = Shell.facet("data", "convert", shards.toString(), out.toString(), "--set=data.bad=0.34");
        assertThat(most.code()).as(most.err()).isZero();
        assertThat(most.err().lines().filter(line -> line.contains("train-00001")))
                .containsExactly("left out: rows of train-00001-of-00002.parquet (20), since the file is damaged from"
                        + " row 10 on; get the file again");
    }

    @Test
    void sequencesAreRefused() throws IOException {
        Path table = folder.resolve("a_TRAIN.tsv");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            text.append(i % 2);
            for (int t = 0; t < 30; t++) {
                text.append('\t').append(Math.sin(i + t));
            }
            text.append('\n');
        }
        Files.writeString(table, text);
        Shell shell = Shell.facet("data", "convert", table.toString(), folder.resolve("out.parquet") + "");
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).contains("holds sequences; this writes images only");
        assertThat(folder.resolve("out.parquet")).doesNotExist();
    }
}
