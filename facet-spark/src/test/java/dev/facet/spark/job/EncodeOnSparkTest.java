package dev.facet.spark.job;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.data.Items;
import dev.facet.format.ParquetImages;
import dev.facet.spark.Fixture;
import dev.facet.spark.Fixture.Said;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The command {@code facet encode --spark}. */
@Tag("spark")
public class EncodeOnSparkTest {
    private static final String LOCAL = "--spark=local[2]";

    @TempDir
    private Path folder;

    private static Said encode(Path data, Path out, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of(Fixture.run().toString(), data.toString(), LOCAL, "--out=" + out));
        arguments.addAll(List.of(more));
        return Fixture.encode(arguments.toArray(String[]::new));
    }

    /** Shards in Hugging Face's layout, with a class and a factor that has the name of a code. */
    static Path shards(Path folder, int count, int rows) throws IOException {
        return shards(folder, count, rows, "c1");
    }

    /** Shards with a factor. */
    public static Path shards(Path folder, int count, int rows, String factor) throws IOException {
        Files.createDirectories(folder);
        Items items = Fixture.pictures(count * rows);
        for (int shard = 0; shard < count; shard++) {
            Path file = folder.resolve(String.format("train-%05d-of-%05d.parquet", shard, count));
            try (OutputStream out = Files.newOutputStream(file);
                    ParquetImages table = new ParquetImages(out, List.of("even", "odd"), List.of(factor))) {
                for (int i = 0; i < rows; i++) {
                    int index = shard * rows + i;
                    table.add(Fixture.png(items, index), index + ".png", index % 2, index / 10.0);
                }
            }
        }
        return folder;
    }

    private static Map<String, Row> table(Path out) {
        Map<String, Row> rows = new HashMap<>();
        Fixture.spark()
                .read()
                .parquet(out.toString())
                .collectAsList()
                .forEach(row -> rows.put(row.getAs("image"), row));
        return rows;
    }

    private static Row row(Map<String, Row> rows, String image) {
        return Objects.requireNonNull(rows.get(image), () -> image + " is not in " + rows.keySet());
    }

    private void assertNothingWritten() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("codes"));
        }
    }

    @Test
    void codesAreThoseOfASingleMachine() throws IOException {
        Path data = shards(folder.resolve("data"), 2, 10);
        Path out = folder.resolve("codes.parquet");
        Said said = encode(data, out);
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.err())
                .contains("20 images in " + out)
                .contains("the column c1 of the data is called c1_in_data");
        assertThat(out.resolve("_SUCCESS")).exists();

        Path csv = folder.resolve("codes.csv");
        assertThat(Fixture.encode(Fixture.run().toString(), data.toString(), "--out=" + csv)
                        .code())
                .isZero();
        List<String> lines = Files.readAllLines(csv);
        List<String> header = List.of(lines.get(0).split(","));
        Map<String, Row> rows = table(out);
        assertThat(rows).hasSize(20);
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = List.of(line.split(",", -1));
            Row row = row(rows, cells.get(0));
            assertThat(row.<String>getAs("digit")).isEqualTo(cells.get(header.indexOf("digit")));
            assertThat(row.<Integer>getAs("digit_index").toString())
                    .isEqualTo(cells.get(header.indexOf("digit_index")));
            for (String number : List.of("digit_probability", "c1", "c1_sigma", "c2")) {
                assertThat(row.<Float>getAs(number))
                        .isCloseTo(Float.parseFloat(cells.get(header.indexOf(number))), within(1e-4f));
            }
        }
        Row first = row(rows, "train-00001-of-00002/000003");
        assertThat(first.<Long>getAs("row")).isEqualTo(3);
        assertThat(first.<String>getAs("file")).endsWith("train-00001-of-00002.parquet");
        assertThat(first.<String>getAs("path")).isEqualTo("13.png");
        assertThat(first.<Long>getAs("label")).isEqualTo(1);
        assertThat(first.<Double>getAs("c1_in_data")).isEqualTo(1.3);
    }

    @Test
    void aFolderOfPicturesOfManySizesIsReadAndThatIsSaidOnce() throws IOException {
        Path data = Files.createDirectories(folder.resolve("pictures").resolve("it's"));
        Items items = Fixture.pictures(2);
        Files.write(data.resolve("a.png"), Fixture.png(items, 0));
        ImageIO.write(
                new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB),
                "png",
                data.resolve("b.png").toFile());
        ImageIO.write(
                new BufferedImage(30, 90, BufferedImage.TYPE_INT_RGB),
                "png",
                data.resolve("c.png").toFile());
        Files.write(data.resolve("damaged.jpg"), new byte[] {1, 2, 3});
        Files.writeString(data.resolve("notes.txt"), "no picture");
        Path out = folder.resolve("codes.parquet");
        Said said = encode(folder.resolve("pictures"), out);
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.err()).contains("3 images in").contains("1 cannot be read");
        assertThat(said.err().split("pictures of other sizes", -1)).hasSize(2);
        Map<String, Row> rows = table(out);
        assertThat(rows).containsOnlyKeys("it's/a.png", "it's/b.png", "it's/c.png", "it's/damaged.jpg");
        assertThat(row(rows, "it's/damaged.jpg").<String>getAs("reason")).contains("is not an image");

        Path csv = folder.resolve("codes.csv");
        assertThat(Fixture.encode(
                                Fixture.run().toString(),
                                folder.resolve("pictures").toString(),
                                "--out=" + csv)
                        .code())
                .isZero();
        for (String line : Files.readAllLines(csv).subList(1, 4)) {
            List<String> cells = List.of(line.split(",", -1));
            assertThat(row(rows, cells.get(0)).<Integer>getAs("digit_index").toString())
                    .isEqualTo(cells.get(2));
            assertThat(row(rows, cells.get(0)).<Float>getAs("digit_probability"))
                    .isCloseTo(Float.parseFloat(cells.get(3)), within(1e-4f));
        }
    }

    @Test
    void whatIsThereIsNotWrittenOver() throws IOException {
        Path out = Files.createDirectories(folder.resolve("there"));
        Said said = encode(shards(folder.resolve("data"), 1, 1), out);
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains(out + " exists already").contains("name a new folder, or remove it first");
    }

    @Test
    void mastersThatAreNoneAreRefusedAtOnce() throws IOException {
        Path data = shards(folder.resolve("data"), 1, 1);
        String run = Fixture.run().toString();
        String out = "--out=" + folder.resolve("codes.parquet");
        Said closed = Fixture.encode(run, data.toString(), "--spark=spark://localhost:1", out);
        assertThat(closed.code()).isEqualTo(2);
        assertThat(closed.err())
                .contains("there is no Spark master at spark://localhost:1")
                .contains("sbin/start-master.sh");
        Said unknown = Fixture.encode(run, data.toString(), "--spark=spark://no-such-machine.invalid:7077", out);
        assertThat(unknown.err()).contains("no machine is called no-such-machine.invalid");
        Said wrong = Fixture.encode(run, data.toString(), "--spark=many", out);
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--spark is 'many'; wanted local[2]");
        assertNothingWritten();
    }

    @Test
    void dataThatIsNotThereIsNamed() throws IOException {
        Said said = encode(folder.resolve("nothing"), folder.resolve("codes.parquet"));
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .contains("there is no file or folder " + folder.resolve("nothing"))
                .contains("looked on file:///");
        Said known = encode(Path.of("mnist"), folder.resolve("codes.parquet"));
        assertThat(known.err()).contains("`facet data convert mnist mnist-parquet --shards 8`");
        Said scheme = Fixture.encode(
                Fixture.run().toString(), "nofs://host/x", LOCAL, "--out=" + folder.resolve("codes.parquet"));
        assertThat(scheme.code()).isEqualTo(2);
        assertThat(scheme.err()).contains("the file system of nofs://host/x cannot be used");
        assertNothingWritten();
    }

    @Test
    void dataThatMachinesDoNotSeeIsNamed() throws IOException {
        Path data = shards(folder.resolve("data"), 1, 2);
        Fixture.spark().stop(); // whose settings hold for those that begin while it runs
        Said said = Fixture.encode(
                Fixture.run().toString(),
                "half://" + data,
                LOCAL,
                "--spark-conf=spark.hadoop.fs.half.impl=" + HalfVisible.class.getName(),
                "--out=" + folder.resolve("codes.parquet"));
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err())
                .contains("the machines of the cluster cannot see half:")
                .contains("Put the data on a path that all see");
        assertNothingWritten();
    }

    @Test
    void aTableWithoutImagesIsToldWithItsColumns() throws IOException {
        Path data = folder.resolve("numbers.parquet");
        Fixture.spark().range(3).toDF("number").coalesce(1).write().parquet(data.toString());
        Said said = encode(data, folder.resolve("codes.parquet"));
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("there is no column of images: there are number (bigint)");
        Said named = encode(shards(folder.resolve("data"), 1, 1), folder.resolve("codes.parquet"), "--column", "photo");
        assertThat(named.err())
                .contains("no column 'photo'; there are image (struct<bytes:binary,path:string>), label (bigint)")
                .contains("--column NAME");
        assertNothingWritten();
    }

    @Test
    void aDamagedShardIsNamedAndNothingIsLeft() throws IOException {
        Path data = shards(folder.resolve("data"), 3, 20);
        Path damaged = data.resolve("train-00001-of-00003.parquet");
        byte[] content = Files.readAllBytes(damaged);
        Arrays.fill(content, 4, content.length / 2, (byte) 0x5A);
        Files.write(damaged, content);
        Said said = encode(data, folder.resolve("codes.parquet"));
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err())
                .contains("train-00001-of-00003.parquet cannot be read")
                .contains("Get it again, or leave it out; nothing was written");
        Files.write(damaged, Arrays.copyOf(content, content.length / 2));
        Said cut = encode(data, folder.resolve("codes.parquet"));
        assertThat(cut.code()).isEqualTo(1);
        assertThat(cut.err()).contains("train-00001-of-00003.parquet cannot be read");
        assertNothingWritten();
    }

    /** The task of the good shard, which is long, must have ended before what it wrote is removed. */
    @Test
    void nothingIsWrittenAfterAJobHasFailed() throws Exception {
        Path data = shards(folder.resolve("data"), 2, 1500);
        Path damaged = data.resolve("train-00001-of-00002.parquet");
        Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 500));
        for (int i = 0; i < 3; i++) {
            assertThat(encode(data, folder.resolve("codes.parquet")).code()).isEqualTo(1);
            TimeUnit.MILLISECONDS.sleep(300);
            assertNothingWritten();
        }
    }

    @Test
    void aTableIsNotWrittenUnderTheNameOfAnotherKindOfFile() throws IOException {
        Said said = encode(shards(folder.resolve("data"), 1, 1), folder.resolve("codes.csv"));
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .contains("codes.csv")
                .contains("a folder of Parquet files")
                .contains("codes.parquet");
        assertNothingWritten();
    }

    @Test
    void aTableWithoutRowsIsRefused() throws IOException {
        Path data = folder.resolve("empty.parquet");
        Fixture.spark()
                .read()
                .parquet(shards(folder.resolve("data"), 1, 1).toString())
                .filter("false")
                .write()
                .parquet(data.toString());
        Said said = encode(data, folder.resolve("codes.parquet"));
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains(data + " has no pictures");
        assertNothingWritten();
    }

    @Test
    void ifNoPictureCanBeReadTheCommandFailsAndTheTableSaysWhy() throws IOException {
        Path data = Files.createDirectories(folder.resolve("pictures"));
        Files.write(data.resolve("a.png"), new byte[] {1, 2, 3});
        Path out = folder.resolve("codes.parquet");
        Said said = encode(data, out);
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("0 images in").contains("1 cannot be read");
        assertThat(row(table(out), "a.png").<String>getAs("reason")).contains("is not an image");
    }

    @Test
    void aRunWithoutARecogniserIsRefused() throws IOException {
        Path gan = Fixture.train(folder, "cgan");
        Said said = Fixture.encode(
                gan.toString(),
                shards(folder.resolve("data"), 1, 1).toString(),
                LOCAL,
                "--out=" + folder.resolve("codes.parquet"));
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("recogniser");
        assertNothingWritten();
    }

    @Test
    void optionsThatDoNotGoTogetherAreNamed() throws IOException {
        Path data = folder.resolve("data");
        assertThat(encode(data, folder.resolve("codes.parquet"), "--latents").err())
                .contains("--latents cannot be had with --spark");
        assertThat(Fixture.encode(Fixture.run().toString(), "a", "b", LOCAL, "--out=" + folder.resolve("codes"))
                        .err())
                .contains("DATA is one Parquet file or one folder; there are 2");
        assertThat(Fixture.encode(Fixture.run().toString(), "a", LOCAL, "--out=-")
                        .err())
                .contains("--out - is not possible with --spark");
        assertThat(Fixture.encode(Fixture.run().toString(), "a", "--column=x", "--out=c.csv")
                        .err())
                .contains("--column is for --spark MASTER");
        assertNothingWritten();
    }
}
