package dev.facet.data.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;
import dev.facet.data.Split;
import dev.facet.data.source.OfflineDatasets;
import dev.facet.format.NpyFiles;
import dev.facet.format.TarFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** What is found in folders and archives as people have them: pictures, labels, and what is left out. */
class FoundInFoldersTest {
    @TempDir
    Path folder;

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    @Test
    void filesAreKnownByTheirContentAndTheOthersAreNamedByKind() throws IOException {
        pictures("1.JPG", "2.jfif", "3.JPE", "4", "5.txt", "6.png");
        file("a.heic", "\0\0\0\u0018ftypheic\0\0");
        file("b.jpg", "\0\0\0\u0018ftypheic\0\0");
        file("notes.md", "some notes");
        file("paper.pdf", "%PDF-1.7");
        file("@eaDir/6.png/thumb.jpg", "x");
        file("Thumbs.db", "x");
        file("._1.JPG", "x");
        for (Path source : List.of(unpacked(), zip(), tar())) {
            try (Dataset data = open(source, Split.TRAIN)) {
                assertThat(data.size()).isEqualTo(6);
                assertThat(data.leftOut())
                        .extracting(LeftOut::kind, LeftOut::count)
                        .containsExactlyInAnyOrder(
                                tuple("hidden or system files and folders", 3),
                                tuple("HEIC images", 2),
                                tuple("text files", 1),
                                tuple("PDF documents", 1));
                assertThat(data.leftOut().toString()).contains("a.heic, b.jpg", "convert to JPEG or PNG");
            }
        }
    }

    @Test
    void allBadPicturesAreListedAtOnceAndASettingTakesThem() throws IOException {
        IntStream.range(0, 20).forEach(i -> pictures(i + ".png"));
        file("empty.jpg", "");
        file("page.jpg", "<!doctype html><p>not found");
        file("pointer.png", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
        byte[] whole = picture(7, "jpeg");
        files.put("cut.jpg", Arrays.copyOf(whole, whole.length - 20)); // which only decoding finds
        Path source = unpacked();
        assertThatThrownBy(() -> open(source, Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("4 of 24 images cannot be used")
                .hasMessageContaining("empty.jpg is empty")
                .hasMessageContaining("page.jpg is not an image")
                .hasMessageContaining("run `git lfs pull`")
                .hasMessageContaining("cut.jpg is damaged")
                .hasMessageContaining("Up to 5 % would be left out")
                .hasMessageContaining("`--set data.bad=0.17`");
        try (Dataset data = OfflineDatasets.open(cache(), config(source).withBad(0.17), Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(20);
            assertThat(data.leftOut().stream().mapToInt(LeftOut::count).sum()).isEqualTo(4);
        }
    }

    @Test
    void metadataOfHuggingFaceNamesClassesAndWhatIsMissing() throws IOException {
        pictures("train/1.png", "train/2.png", "train/3.png", "train/4.png", "test/1.png");
        file("train/metadata.jsonl", """
                {"file_name": "1.png", "label": "disc", "size": 3, "text": "one"}
                {"file_name": "2.png", "label": "square", "size": 1.5, "text": "two"}
                {"file_name": "3.png", "label": "disc", "size": 4, "text": "three"}
                {"file_name": "gone.png", "label": "disc", "size": 4, "text": "four"}
                """);
        file("test/metadata.jsonl", "{\"file_name\": \"1.png\", \"label\": \"star\", \"size\": 9}\n");
        Path source = unpacked();
        try (Dataset train = open(source, Split.TRAIN);
                Dataset test = open(source, Split.TEST)) {
            assertThat(train.size()).isEqualTo(3);
            assertThat(train.labels().orElseThrow().names()).containsExactly("disc", "square", "star");
            assertThat(train.labels().orElseThrow().values()).containsExactly(0, 1, 0);
            assertThat(train.factors().orElseThrow().names()).containsExactly("size");
            assertThat(train.factors().orElseThrow().values()[0]).containsExactly(3, 1.5, 4);
            assertThat(train.remark())
                    .contains(
                            "test/ are held out", "labels from metadata.jsonl (label)", "factors from metadata.jsonl");
            assertThat(train.leftOut())
                    .extracting(LeftOut::kind, LeftOut::examples)
                    .containsExactly(
                            tuple("pictures", List.of("train/4.png")),
                            tuple("rows of metadata.jsonl", List.of("gone.png")),
                            tuple("columns of metadata.jsonl", List.of("text")));
            assertThat(test.labels().orElseThrow().values()).containsExactly(2);
        }
    }

    @Test
    void aTableOfFewPicturesIsNotUsedAndSaysSo() throws IOException {
        pictures("1.png", "2.png", "3.png");
        file("metadata.csv", "file_name,label\n1.png,a\n");
        try (Dataset data = open(unpacked(), Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(3);
            assertThat(data.labels()).isEmpty();
            assertThat(data.leftOut().toString()).contains("only 1 of 3 pictures are named there");
        }
    }

    @Test
    void shardFoldersOfStyleGanAreNoClasses() throws IOException {
        pictures("00000/img00000000.png", "00000/img00000001.png", "00001/img00001000.png");
        try (Dataset data = open(zip(), Split.TRAIN)) {
            assertThat(data.labels()).isEmpty();
            assertThat(data.remark()).contains("are no classes");
        }
        file(
                "dataset.json",
                "{\"labels\": [[\"00000/img00000000.png\", 10], [\"00000/img00000001.png\", 2],"
                        + " [\"00001/img00001000.png\", 10]]}");
        try (Dataset data = open(zip(), Split.TRAIN)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("2", "10");
            assertThat(data.labels().orElseThrow().values()).containsExactly(1, 0, 1);
        }
        file("dataset.json", "{\"labels\": null}");
        try (Dataset data = open(zip(), Split.TRAIN)) {
            assertThat(data.labels()).isEmpty();
            assertThat(data.leftOut()).isEmpty();
        }
    }

    @Test
    void foldersThatAreNumbersAreOrderedByValue() throws IOException {
        pictures("all/1/a.png", "all/2/a.png", "all/10/a.png", "all/11/a.png");
        try (Dataset data = open(unpacked(), Split.TRAIN)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("1", "2", "10", "11");
            assertThat(data.nameOf(0))
                    .as("the order of pictures stays that of their names")
                    .isEqualTo("all/1/a.png");
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 2, 3, 1);
            assertThat(data.remark()).contains("#0 is 1, #1 is 2, #2 is 10, #3 is 11");
        }
    }

    @Test
    void halfSortedFoldersGiveNoClassesAndSaySo() throws IOException {
        pictures("a/1.png", "a/2.png", "b/1.png", "loose.png");
        try (Dataset data = open(unpacked(), Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(4);
            assertThat(data.labels()).isEmpty();
            assertThat(data.leftOut()).singleElement().satisfies(left -> {
                assertThat(left.kind()).isEqualTo("labels from folders");
                assertThat(left.reason()).contains("3 of 4 pictures lie in folders and 1 do not");
                assertThat(left.examples()).containsExactly("a", "b");
            });
        }
    }

    @Test
    void listsOfAttributesAreFactorsByNameOrPathWhateverTheFolder() throws IOException {
        pictures("faces/1.jpg", "faces/2.jpg", "faces/3.jpg");
        file("list_attr_celeba.txt", "4\nBald Young\n1.jpg -1  1\n2.jpg 1 -1\n3.jpg 1 1\n9.jpg -1 -1\n");
        try (Dataset data = open(unpacked(), Split.TRAIN)) {
            assertThat(data.factors().orElseThrow().names()).containsExactly("Bald", "Young");
            assertThat(data.factors().orElseThrow().values()[0]).containsExactly(0, 1, 1);
            assertThat(data.leftOut().toString()).contains("9.jpg");
        }
        file("list_attr_celeba.txt", "image_id,Bald\n");
        files.remove("list_attr_celeba.txt");
        file("list_attr_celeba.csv", "image_id,Bald\nfaces/1.jpg,-1\nfaces/2.jpg,1\nfaces/3.jpg,-1\n");
        Files.delete(folder.resolve("unpacked/list_attr_celeba.txt"));
        try (Dataset data = open(unpacked().resolve("faces"), Split.TRAIN)) {
            assertThat(data.factors().orElseThrow().names())
                    .as("beside the folder")
                    .containsExactly("Bald");
            assertThat(data.factors().orElseThrow().values()[0]).containsExactly(0, 1, 0);
        }
    }

    @Test
    void labelsMatchByNameOrWithoutEndingAndMayBeOneHot() throws IOException {
        pictures("x/one.png", "x/two.png", "y/three.png");
        file("labels.csv", "id,cat,dog\none,1,0\ntwo,0,1\ny/three.png,1,0\n");
        try (Dataset data = open(unpacked(), Split.TRAIN)) {
            Labels labels = data.labels().orElseThrow();
            assertThat(labels.names()).containsExactly("cat", "dog");
            assertThat(labels.values()).containsExactly(0, 1, 0);
        }
        file("labels.csv", "name;class\none.png;b\ntwo.png;a\nthree.png;b\n");
        try (Dataset data = open(unpacked(), Split.TRAIN)) {
            assertThat(data.labels().orElseThrow().values()).containsExactly(1, 0, 1);
        }
    }

    @Test
    void aTableOfAnotherNameIsUsedIfItNamesThePictures() throws IOException {
        pictures("1.png", "2.png", "3.png", "4.png");
        file("train.csv", "id,breed\n1,pug\n2,pug\n3,boxer\n4,pug\n");
        file("other.csv", "id,breed\nx,pug\n");
        try (Dataset data = open(unpacked(), Split.TRAIN)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("boxer", "pug");
            assertThat(data.remark()).contains("labels from train.csv (breed)");
            assertThat(data.leftOut()).extracting(LeftOut::examples).containsExactly(List.of("other.csv"));
        }
    }

    @Test
    void foldersOfPartsHaveTheirUsualNames() throws IOException {
        pictures("set/Training/a/1.png", "set/Training/b/2.png", "set/valid/a/3.png", "set/validation/4.png");
        file("set/README", "about");
        Path source = unpacked();
        try (Dataset train = open(source, Split.TRAIN);
                Dataset test = open(source, Split.TEST)) {
            assertThat(train.size()).isEqualTo(2);
            assertThat(test.size()).isEqualTo(1);
            assertThat(train.labels().orElseThrow().names()).containsExactly("a", "b");
            assertThat(train.remark()).contains("the pictures of set/valid/ are held out");
            assertThat(train.leftOut().toString())
                    .contains("left out: pictures of set/validation/ (1), as set/Training/ is trained on");
        }
    }

    @Test
    void shardsOfWebDatasetAreOneSetWithTheirLabels() throws IOException {
        Path shards = Files.createDirectories(folder.resolve("shards"));
        for (int shard = 0; shard < 2; shard++) {
            Map<String, byte[]> content = new LinkedHashMap<>();
            for (int i = 0; i < 3; i++) {
                content.put("000" + i + ".png", png(shard * 3 + i));
                content.put("000" + i + ".cls", text(Integer.toString(i % 2 + 3)));
                content.put("000" + i + ".json", text("{\"width\": " + (i + 32) + "}"));
            }
            byte[] tar = TarFiles.tar(content);
            Files.write(shards.resolve("name-00000" + shard + ".tar"), shard == 0 ? tar : TarFiles.gzip(tar));
        }
        try (Dataset data = open(shards, Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(6);
            assertThat(data.nameOf(5)).isEqualTo("name-000001/0002.png");
            assertThat(data.labels().orElseThrow().names()).containsExactly("3", "4");
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 1, 0, 0, 1, 0);
            assertThat(data.factors().orElseThrow().names()).containsExactly("width");
            assertThat(data.leftOut()).isEmpty();
        }
    }

    @Test
    void theNamesOfShardsSayWhichAreHeldOut() throws IOException {
        Path shards = Files.createDirectories(folder.resolve("shards"));
        for (String name : List.of("set-train-000", "set-train-001", "set-val-000")) {
            Map<String, byte[]> content = new LinkedHashMap<>();
            content.put("0.png", png(1));
            content.put("0.cls", text(name.contains("val") ? "7" : "3"));
            Files.write(shards.resolve(name + ".tar"), TarFiles.tar(content));
        }
        try (Dataset train = open(shards, Split.TRAIN);
                Dataset test = open(shards, Split.TEST)) {
            assertThat(train.size()).isEqualTo(2);
            assertThat(test.size()).isOne();
            assertThat(test.labels().orElseThrow().names()).containsExactly("3", "7");
            assertThat(train.remark()).contains("the pictures of val/ are held out");
        }
    }

    @Test
    void anArchiveMadeOnWindowsHasFolders() throws IOException {
        pictures("a\\1.png", "b\\2.png");
        try (Dataset data = open(zip(), Split.TRAIN)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("a", "b");
            assertThat(data.nameOf(1)).isEqualTo("b/2.png");
        }
    }

    @Test
    void linksToFilesOfTheSetAreNotReadTwiceAndThoseOfArchivesAreNotFollowed() throws IOException {
        pictures("1.png", "2.png");
        Path source = unpacked();
        Files.createSymbolicLink(source.resolve("again.png"), source.resolve("1.png"));
        Files.createSymbolicLink(source.resolve("round"), source);
        try (Dataset data = open(source, Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(2);
            assertThat(data.leftOut())
                    .singleElement()
                    .satisfies(left -> assertThat(left.examples()).containsExactlyInAnyOrder("again.png", "round/"));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarFiles.member(out, "1.png", '0', "", png(1));
        TarFiles.member(out, "2.png", '2', "/etc/hostname", new byte[0]);
        out.writeBytes(new byte[1024]);
        Path tar = Files.write(folder.resolve("links.tar"), out.toByteArray());
        try (Dataset data = open(tar, Split.TRAIN)) {
            assertThat(data.size()).isOne();
            assertThat(data.leftOut()).extracting(LeftOut::kind).containsExactly("links");
        }
    }

    @Test
    void aFileOfNoFormatIsCalledWhatItIs() throws IOException {
        for (Map.Entry<String, String> each : Map.of(
                        "<html>404", "is a web page (HTML)",
                        "version https://git-lfs.github.com/spec/v1", "run `git lfs pull`",
                        "\u0080\u0004\u0095abc", "is a Python pickle: a pickle can hold code and is never read",
                        "\u0001\u0002\u0003", "is of a kind that Facet does not know",
                        "", "is an empty file")
                .entrySet()) {
            Path file = Files.write(folder.resolve("data"), each.getKey().getBytes(StandardCharsets.ISO_8859_1));
            assertThatThrownBy(() -> open(file, Split.TRAIN))
                    .isInstanceOf(UsageException.class)
                    .hasMessageStartingWith(file + ": ")
                    .hasMessageContaining(each.getValue())
                    .hasMessageContaining("Data is read from")
                    .hasMessageNotContaining("not an IDX file");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "training_set, test_set",
        "seg_train/seg_train, seg_test/seg_test",
        "train2017, val2017",
        "TrainImages, ValidImages",
        "set/train, set/eval",
        "Training, Testing"
    })
    void partsAreFoldersThatDifferOnlyInTheWordForTheirPart(String train, String test) throws IOException {
        for (String kind : List.of("cat", "dog")) {
            pictures(train + "/" + kind + "/1.png", train + "/" + kind + "/2.png", test + "/" + kind + "/1.png");
        }
        for (Path source : List.of(unpacked(), zip())) {
            try (Dataset data = open(source, Split.TRAIN);
                    Dataset held = open(source, Split.TEST)) {
                assertThat(data.size()).isEqualTo(4);
                assertThat(held.size()).isEqualTo(2);
                assertThat(data.labels().orElseThrow().names()).containsExactly("cat", "dog");
                assertThat(held.labels().orElseThrow().values()).containsExactly(0, 1);
                assertThat(data.leftOut()).isEmpty();
            }
        }
    }

    @Test
    void severalPairsOfPartsAreClasses() throws IOException {
        pictures("trainA/1.png", "testA/1.png", "trainB/1.png", "testB/1.png");
        try (Dataset data = open(unpacked(), Split.TRAIN)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("testA", "testB", "trainA", "trainB");
        }
    }

    @Test
    void aPartWithoutFoldersLeavesTheOtherItsClasses() throws IOException {
        pictures("train/cat/1.png", "train/dog/1.png", "train/dog/2.png", "test/1.png", "test/2.png");
        try (Dataset data = open(unpacked(), Split.TRAIN);
                Dataset held = open(unpacked(), Split.TEST)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("cat", "dog");
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 1, 1);
            assertThat(held.size()).isEqualTo(2);
            assertThat(held.labels()).isEmpty();
        }
    }

    @Test
    void factorsMayCallPicturesAsLabelsDo() throws IOException {
        pictures("1.png", "2.png");
        file("factors.csv", "file_name,size\n1.png,3\n2.png,4\n");
        try (Dataset data = open(unpacked(), Split.TRAIN)) {
            assertThat(data.factors().orElseThrow().names()).containsExactly("size");
        }
    }

    @Test
    void archivesOfOtherThingsSayWhatToDo() throws IOException {
        file("[Content_Types].xml", "<x/>");
        file("xl/workbook.xml", "<x/>");
        assertThatThrownBy(() -> open(zip(), Split.TRAIN))
                .hasMessageContaining("is a document of an office program: save a table as .csv");
        files.clear();
        file("train-images-idx3-ubyte", "\0\0\u0008\u0003aaaabbbb");
        file("mnist.csv", "label,pixel0,pixel1\n1,2,3\n4,5,6\n");
        assertThatThrownBy(() -> open(zip(), Split.TRAIN))
                .hasMessageContaining("unpack it, and give the folder or one of its files");
        files.clear();
        file("train.zip", "PK\u0003\u0004");
        assertThatThrownBy(() -> open(unpacked(), Split.TRAIN))
                .hasMessageContaining("give one of these files, or unpack the archives");
    }

    private void pictures(String... names) {
        for (String name : names) {
            try {
                files.put(name, png(files.size()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void file(String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Path unpacked() throws IOException {
        Path top = folder.resolve("unpacked");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = top.resolve(file.getKey());
            Files.createDirectories(target.resolveSibling("."));
            Files.write(target, file.getValue());
        }
        return top;
    }

    private Path zip() throws IOException {
        return Files.write(folder.resolve("packed.zip"), NpyFiles.zip(files));
    }

    private Path tar() throws IOException {
        return Files.write(folder.resolve("packed.tgz"), TarFiles.gzip(TarFiles.tar(files)));
    }

    private Dataset open(Path source, Split split) {
        return OfflineDatasets.open(cache(), config(source), split);
    }

    private Map<String, String> cache() {
        return Map.of("FACET_CACHE", folder.resolve("cache").toString());
    }

    private static DataConfig config(Path source) {
        return new DataConfig(source.toString(), 0, 0, 1, 1);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] png(int grey) throws IOException {
        return picture(grey, "png");
    }

    private static byte[] picture(int grey, String format) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 1024; i++) {
            image.getRaster().setSample(i % 32, i / 32, 0, (i * 7 + grey) % 251);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(image, format, stream);
        }
        return out.toByteArray();
    }
}
