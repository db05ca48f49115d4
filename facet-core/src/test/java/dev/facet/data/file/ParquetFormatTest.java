package dev.facet.data.file;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.ImageShape;
import dev.facet.data.LeftOut;
import dev.facet.data.Split;
import dev.facet.format.FormatException;
import dev.facet.format.ParquetFile;
import dev.facet.format.ParquetFiles;
import dev.facet.format.ParquetRows;
import dev.facet.format.PictureFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ParquetFormatTest {
    @TempDir
    Path folder;

    @Test
    void picturesOfAFileAreReadWithTheNamesOfTheirClasses() {
        Path file = ParquetFiles.pictures(folder.resolve("animals.parquet"), 200);
        try (Dataset data = Opened.train(file);
                Dataset test = Opened.test(file)) {
            assertThat(data.name()).isEqualTo("animals");
            assertThat(data.size()).isEqualTo(200);
            assertThat(data.shape()).isEqualTo(new ImageShape(1, 32, 32));
            for (int row = 0; row < 200; row++) {
                assertThat(Opened.image(data, row)[500]).isEqualTo(10 * row % 256);
            }
            assertThat(data.labels().orElseThrow().names()).containsExactly("cat", "dog", "emu");
            assertThat(data.labels().orElseThrow().values()).startsWith(0, 1, 2, 0);
            assertThat(data.nameOf(17)).isEqualTo("000017");
            assertThat(data.remark()).contains("images are in the column image");
            assertThat(test.size()).isZero();
        }
    }

    @Test
    void theFilesOfAFolderAreThePartsThatTheirNamesSay() throws IOException {
        Path set = folder.resolve("animals");
        Files.createDirectories(set.resolve("data"));
        ParquetFiles.pictures(set.resolve("data/train-00000-of-00002.parquet"), 7);
        ParquetFiles.pictures(set.resolve("data/train-00001-of-00002.parquet"), 5);
        ParquetFiles.pictures(set.resolve("data/test-00000-of-00001.parquet"), 4);
        ParquetFiles.pictures(set.resolve("data/validation-00000-of-00001.parquet"), 3);
        Files.writeString(set.resolve("README.md"), "about");
        try (Dataset data = Opened.train(set);
                Dataset test = Opened.test(set)) {
            assertThat(data.name()).isEqualTo("animals");
            assertThat(data.size()).isEqualTo(12);
            assertThat(Opened.image(data, 7)[0]).isZero();
            assertThat(Opened.image(data, 8)[0]).isEqualTo(10);
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 1, 2, 0, 1, 2, 0, 0, 1, 2, 0, 1);
            assertThat(data.nameOf(7)).isEqualTo("train-00001-of-00002/000000");
            assertThat(data.leftOut())
                    .extracting(LeftOut::kind, LeftOut::count)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("other files", 1),
                            org.assertj.core.groups.Tuple.tuple("Parquet files", 1));
            assertThat(test.size()).isEqualTo(4);
            assertThat(test.labels().orElseThrow().values()).containsExactly(0, 1, 2, 0);
        }
        try (Dataset one = Opened.train(set.resolve("data/train-00001-of-00002.parquet"));
                Dataset test = Opened.test(set.resolve("data/train-00001-of-00002.parquet"))) {
            assertThat(one.size()).isEqualTo(5);
            assertThat(one.remark()).contains("one of 2 files of training data");
            assertThat(test.size()).isEqualTo(4);
        }
    }

    @Test
    void whatIsBehindTransparentPicturesIsDecidedForTheRun() {
        BufferedImage drawing = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 32; i++) {
            drawing.setRGB(i, i, 0xFFFFFFFF); // a white line, which white would hide
        }
        byte[] png = PictureFiles.encoded("png", drawing);
        Path file = ParquetFiles.write(
                folder.resolve("a.parquet"),
                "message schema { required binary image; }",
                CompressionCodecName.UNCOMPRESSED,
                "",
                4,
                (row, group) -> group.append("image", Binary.fromConstantByteArray(png)));
        try (Dataset data = Opened.train(file)) {
            assertThat(data.settle(new DataConfig("a", 0, 0, 1, 1)).background())
                    .isEqualTo(DataConfig.Background.BLACK);
        }
    }

    @Test
    void aFileThatIsCutShortSaysSo() throws IOException {
        Path file = folder.resolve("a.parquet");
        ParquetFiles.pictures(file, 5);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> Opened.train(file))
                .hasMessage(file + ": is a Parquet file whose end is missing: it is cut short or damaged; get the file"
                        + " again");
    }

    @Test
    void aFileWhoseRowsAreLostIsNamedOnceWithTheirNumber() throws IOException {
        Path set = folder.resolve("set");
        Files.createDirectories(set.resolve("data"));
        ParquetFiles.plain(set.resolve("data/train-00000-of-00002.parquet"), 100);
        Path second = ParquetFiles.plain(set.resolve("data/train-00001-of-00002.parquet"), 100);
        ParquetFiles.loseRows(second, 30, 40);
        String damaged = "is damaged from row 30 on; get the file again";
        assertThatThrownBy(() -> Opened.train(set))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(set + ": 70 of 200 images cannot be used\n  "
                        + Path.of("data", "train-00001-of-00002.parquet") + " (70 rows) " + damaged + "\nUp to ");
        DataConfig most = new DataConfig(set.toString(), 0, 0, 1, 1).withBad(0.4);
        try (Dataset data = new ParquetFormat().open(set, most, Split.TRAIN, folder.resolve("cache"))) {
            assertThat(data.size()).isEqualTo(130);
            assertThat(data.nameOf(129)).isEqualTo("train-00001-of-00002/000029");
            assertThat(data.leftOut())
                    .containsExactly(new LeftOut(
                            "rows of " + Path.of("data", "train-00001-of-00002.parquet"),
                            70,
                            "since the file " + damaged,
                            List.of(),
                            true));
        }
    }

    @Test
    void groupsOfRowsBehindADamagedOneAreReadInTheirPlaces() throws IOException {
        Path file = ParquetFiles.write(
                folder.resolve("a.parquet"),
                "message schema { required binary image; }",
                CompressionCodecName.UNCOMPRESSED,
                "",
                200,
                (row, group) -> group.append("image", Binary.fromConstantByteArray(PictureFiles.grey(32, 32, row))));
        ParquetFiles.loseRows(file, 2, 3);
        DataConfig most = new DataConfig(file.toString(), 0, 0, 1, 1).withBad(0.5);
        try (Dataset data = new ParquetFormat().open(file, most, Split.TRAIN, folder.resolve("cache"))) {
            assertThat(data.leftOut().get(0).kind()).isEqualTo("rows of a.parquet");
            assertThat(data.leftOut().get(0).count()).isBetween(1, 100).isEqualTo(200 - data.size());
            for (int i = 0; i < data.size(); i++) {
                assertThat(Opened.image(data, i)[0] & 0xFF).isEqualTo(Integer.parseInt(data.nameOf(i)));
            }
        }
    }

    @Test
    void aDamagedPictureIsNoDamageOfItsFile() throws IOException {
        Path file = ParquetFiles.plain(folder.resolve("a.parquet"), 100);
        ParquetFiles.spoilPicture(file, 30);
        DataConfig most = new DataConfig(file.toString(), 0, 0, 1, 1).withBad(0.1);
        try (Dataset data = new ParquetFormat().open(file, most, Split.TRAIN, folder.resolve("cache"))) {
            assertThat(data.size()).isEqualTo(99);
            assertThat(data.leftOut()).hasSize(1).allSatisfy(left -> {
                assertThat(left.kind()).isEqualTo("damaged pictures");
                assertThat(left.examples()).containsExactly("000030");
                assertThat(left.missing()).isFalse();
            });
        }
    }

    @Test
    void rowsBehindADamagedOneAreRefusedWithoutTheWordsOfTheLibrary() throws IOException {
        Path file = ParquetFiles.plain(folder.resolve("a.parquet"), 100);
        ParquetFiles.loseRows(file, 30, 40);
        try (ParquetRows rows = ParquetFile.open(file).read(List.of("image"))) {
            rows.skipTo(30);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(rows::next)
                        .isInstanceOf(FormatException.class)
                        .hasMessage(file + ": is damaged from row 30 on; get the file again");
                assertThat(rows.index()).isEqualTo(30);
            }
        }
    }

    @Test
    void foldersCalledTrainAndTestAreParts() throws IOException {
        Path set = folder.resolve("set");
        ParquetFiles.pictures(Files.createDirectories(set.resolve("train")).resolve("0.parquet"), 5);
        ParquetFiles.pictures(Files.createDirectories(set.resolve("validation")).resolve("0.parquet"), 3);
        try (Dataset data = Opened.train(set);
                Dataset test = Opened.test(set)) {
            assertThat(data.size()).isEqualTo(5);
            assertThat(test.size()).isEqualTo(3);
            assertThat(data.remark()).contains("what is held out is the validation part");
        }
    }

    @Test
    void otherColumnsAreFactorsOrNamedAsLeftOut() {
        String schema =
                "message schema { required binary picture; required binary kind (STRING); required double angle;"
                        + " required int32 same; required int64 image_id; required binary caption (STRING); }";
        Path file = ParquetFiles.write(
                folder.resolve("a.parquet"),
                schema,
                CompressionCodecName.GZIP,
                "",
                6,
                (row, group) -> group.append("picture", Binary.fromConstantByteArray(PictureFiles.grey(32, 32, row)))
                        .append("kind", "k")
                        .append("angle", row * 1.5)
                        .append("same", 1)
                        .append("image_id", (long) row)
                        .append("caption", "number " + row));
        try (Dataset data = Opened.train(file)) {
            Factors factors = data.factors().orElseThrow();
            assertThat(factors.names()).containsExactly("angle");
            assertThat(factors.values()[0]).containsExactly(0, 1.5, 3, 4.5, 6, 7.5);
            assertThat(data.labels()).isEmpty();
            assertThat(data.leftOut())
                    .containsExactly(new LeftOut(
                            "columns",
                            3,
                            "which are neither images nor labels nor numbers that vary",
                            List.of("kind", "image_id", "caption")));
        }
    }

    @Test
    void labelsThatSomeRowsLackAreNotUsedAndThatIsSaid() {
        Path file = ParquetFiles.write(
                folder.resolve("a.parquet"),
                ParquetFiles.PICTURES,
                CompressionCodecName.ZSTD,
                "[\"cat\", \"dog\"]",
                6,
                (row, group) -> {
                    group.addGroup("image")
                            .append("bytes", Binary.fromConstantByteArray(PictureFiles.grey(32, 32, row)));
                    group.append("label", row < 4 ? 1L : -1L);
                });
        try (Dataset data = Opened.train(file)) {
            assertThat(data.labels()).isEmpty();
            assertThat(data.leftOut())
                    .containsExactly(new LeftOut("labels", 4, "since 2 rows have none in label", List.of()));
        }
    }

    @Test
    void listsAndColumnsOfPixelsAreImages() {
        String list = "message schema { required group image (LIST) { repeated group list { required int32 element; } }"
                + " required int32 label; }";
        Path lists = ParquetFiles.write(
                folder.resolve("lists.parquet"), list, CompressionCodecName.SNAPPY, "", 5, (row, group) -> {
                    var pixels = group.addGroup("image");
                    for (int k = 0; k < 1024; k++) {
                        pixels.addGroup("list").append("element", (row + k) % 256);
                    }
                    group.append("label", 2 * row);
                });
        StringBuilder columns = new StringBuilder("message schema { required int32 label; ");
        for (int k = 0; k < 1024; k++) {
            columns.append("required int32 pixel").append(k).append("; ");
        }
        Path table = ParquetFiles.write(
                folder.resolve("table.parquet"), columns + "}", CompressionCodecName.SNAPPY, "", 5, (row, group) -> {
                    group.append("label", 2 * row);
                    for (int k = 0; k < 1024; k++) {
                        group.append("pixel" + k, (row + k) % 256);
                    }
                });
        for (Path file : List.of(lists, table)) {
            try (Dataset data = Opened.train(file)) {
                assertThat(data.size()).isEqualTo(5);
                assertThat(data.shape()).isEqualTo(new ImageShape(1, 32, 32));
                assertThat(Opened.image(data, 3)).startsWith(3, 4, 5).hasSize(1024);
                assertThat(data.labels().orElseThrow().names()).containsExactly("0", "2", "4", "6", "8");
                assertThat(data.remark()).contains("rows of 1024 values are images of 32×32");
            }
        }
    }

    @Test
    void aTableWithoutImagesSaysWhatItHas() {
        String schema = "message schema { required binary text (STRING); required int32 label; }";
        Path file = ParquetFiles.write(
                folder.resolve("a.parquet"),
                schema,
                CompressionCodecName.SNAPPY,
                "",
                2,
                (row, group) -> group.append("text", "x").append("label", 1));
        assertThatThrownBy(() -> Opened.train(file))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(
                        file + ": there is no column of images: there are text (text), label (a number). Wanted is");
    }

    @Test
    void aTableOfCodesSaysWhatItHas() {
        String list = " (LIST) { repeated group list { required float element; } }";
        Path file = ParquetFiles.write(
                folder.resolve("codes.parquet"),
                "message schema { required binary image (STRING); required float c1; required group digit" + list
                        + " }",
                CompressionCodecName.SNAPPY,
                "",
                5,
                (row, group) -> {
                    group.append("image", "000001.png").append("c1", 0.5f);
                    var shares = group.addGroup("digit");
                    for (int k = 0; k < 10; k++) {
                        shares.addGroup("list").append("element", 0.1f);
                    }
                });
        assertThatThrownBy(() -> Opened.train(file))
                .isInstanceOf(UsageException.class)
                .hasMessage(file + ": there is no column of images: there are image (text), c1 (a number), digit (lists"
                        + " of 10 numbers). Wanted is one with the bytes of pictures' files, such as"
                        + " `facet data convert DATA OUT --shards 8` makes; or with lists of numbers of equal length"
                        + " that are images: [height, width], 1 or 3 channels of that, or as many values as a"
                        + " square has, such as 784");
    }

    @Test
    void manyColumnsAreNamedInPart() {
        StringBuilder schema = new StringBuilder("message schema { ");
        for (int i = 0; i < 40; i++) {
            schema.append("required int32 n").append(i).append("; ");
        }
        Path file = ParquetFiles.write(
                folder.resolve("a.parquet"), schema + "}", CompressionCodecName.SNAPPY, "", 2, (row, group) -> {
                    for (int i = 0; i < 40; i++) {
                        group.append("n" + i, row);
                    }
                });
        assertThatThrownBy(() -> Opened.train(file))
                .hasMessageContaining("n29 (a number), …. Wanted is")
                .hasMessageNotContaining("n30");
    }

    @Test
    void severalColumnsThatMayBeImagesAreNamed() {
        Path file = ParquetFiles.write(
                folder.resolve("a.parquet"),
                "message schema { required binary left; required binary right; required int32 label; }",
                CompressionCodecName.SNAPPY,
                "",
                2,
                (row, group) -> group.append("left", Binary.fromConstantByteArray(PictureFiles.grey(32, 32, row)))
                        .append("right", Binary.fromConstantByteArray(PictureFiles.grey(32, 32, row)))
                        .append("label", row));
        assertThatThrownBy(() -> Opened.train(file))
                .hasMessage(file + ": several columns may be images: left (bytes), right (bytes). Call the right one"
                        + " image");
    }
}
