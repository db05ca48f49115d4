package dev.facet.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Part;
import dev.facet.data.RealData;
import dev.facet.data.Split;
import dev.facet.data.array.IdxFiles;
import dev.facet.data.drawn.Strokes;
import dev.facet.data.known.Download.Listener;
import dev.facet.format.FormatException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class DatasetsTest {
    @TempDir
    Path folder;

    @Test
    void strokesAreDrawnAsAsked() {
        try (Dataset data = open("strokes", 32, 3, Split.TRAIN)) {
            assertThat(data).isInstanceOf(Strokes.class);
            assertThat(data.size()).isEqualTo(50);
            assertThat(data.shape()).isEqualTo(new ImageShape(3, 32, 32));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mnits, Did you mean mnist?",
        "fashon-mnist, Did you mean fashion-mnist?",
        "stroke, Did you mean strokes?",
        "'', no data set",
        "no/such/place, no data set",
        "zebra, 'strokes, sprites, mnist, fashion-mnist'"
    })
    void anUnknownNameIsRefusedWithTheNearestOne(String source, String message) {
        assertThatThrownBy(() -> open(source, 0, 0, Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("\"" + source + "\"")
                .hasMessageContaining(message);
    }

    @Test
    void anUnknownNameThatIsNearNothingGetsNoGuess() {
        assertThatThrownBy(() -> open("zebra", 0, 0, Split.TRAIN)).hasMessageNotContaining("Did you mean");
    }

    @Test
    void anIdxFileIsAllTrainingDataAndHoldsNothingOut() throws IOException {
        Path file = IdxFiles.write(folder.resolve("mine.idx"), IdxFiles.counting(3 * 784), 3, 28, 28);
        try (Dataset train = open(file.toString(), 0, 0, Split.TRAIN);
                Dataset test = open(file.toString(), 0, 0, Split.TEST)) {
            assertThat(train.size()).isEqualTo(3);
            assertThat(test.size()).isZero();
            assertThat(test.shape()).isEqualTo(train.shape());
            assertThat(test.fingerprint()).isNotEqualTo(train.fingerprint());
        }
    }

    @Test
    void aFolderOfIdxFilesHasItsTestPartBesideTheTrainingPart() throws IOException {
        Path own = Files.createDirectories(folder.resolve("own"));
        IdxFiles.write(own.resolve("train-images-idx3-ubyte.gz"), IdxFiles.counting(3 * 784), 3, 28, 28);
        IdxFiles.write(own.resolve("t10k-images-idx3-ubyte"), IdxFiles.counting(2 * 784), 2, 28, 28);
        for (Path path : new Path[] {own, own.resolve("train-images-idx3-ubyte.gz")}) {
            try (Dataset train = open(path.toString(), 64, 3, Split.TRAIN);
                    Dataset test = open(path.toString(), 0, 0, Split.TEST)) {
                assertThat(train.name()).isEqualTo("own");
                assertThat(train.size()).isEqualTo(3);
                assertThat(train.shape()).isEqualTo(new ImageShape(3, 64, 64));
                assertThat(test.name()).isEqualTo("own");
                assertThat(test.size()).isEqualTo(2);
            }
        }
    }

    @Test
    void foldersAroundAFolderOfDataArePassedOver() throws IOException {
        Path raw = Files.createDirectories(folder.resolve("MNIST/raw"));
        IdxFiles.write(raw.resolve("train-images-idx3-ubyte"), IdxFiles.counting(3 * 784), 3, 28, 28);
        try (Dataset train = open(folder.resolve("MNIST").toString(), 0, 0, Split.TRAIN)) {
            assertThat(train.size()).isEqualTo(3);
        }
    }

    @Test
    void theMappingOfEmnistIsNoSeries() throws IOException {
        Path own = Files.createDirectories(folder.resolve("emnist"));
        IdxFiles.write(own.resolve("emnist-letters-train-images-idx3-ubyte.gz"), IdxFiles.counting(3 * 784), 3, 28, 28);
        StringBuilder mapping = new StringBuilder();
        for (int k = 1; k <= 26; k++) {
            mapping.append(k)
                    .append(' ')
                    .append(64 + k)
                    .append(' ')
                    .append(96 + k)
                    .append('\n');
        }
        Files.writeString(own.resolve("emnist-letters-mapping.txt"), mapping);
        try (Dataset train = open(own.toString(), 0, 0, Split.TRAIN)) {
            assertThat(train.shape()).isEqualTo(new ImageShape(1, 28, 28));
        }
    }

    @Test
    void filesOfOtherKindsThatBeginWithZerosAreNoIdxFiles() throws IOException {
        Path file = Files.writeString(folder.resolve("film.mp4"), "\0\0\0\u0018ftypisom");
        assertThatThrownBy(() -> open(file.toString(), 0, 0, Split.TRAIN))
                .hasMessageContaining("is a video (MP4 or MOV)");
    }

    @Test
    void aMalformedFileIsTheUsersToMend() throws IOException {
        Path file = Files.writeString(folder.resolve("picture.txt"), "no picture");
        assertThatThrownBy(() -> open(file.toString(), 0, 0, Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ": ")
                .hasCauseInstanceOf(FormatException.class);
    }

    @Test
    void aKnownSetIsTakenFromTheUsersDataBeforeTheCache() throws IOException {
        Path own = knownSet(folder.resolve("data").resolve("mnist"), 2);
        Path cached = knownSet(folder.resolve("cache").resolve("data").resolve("mnist"), 3);
        try (Dataset train = open("mnist", 0, 0, Split.TRAIN);
                Dataset test = open("mnist", 0, 0, Split.TEST)) {
            assertThat(train.name()).isEqualTo("mnist");
            assertThat(train.size()).isEqualTo(2);
            assertThat(test.size()).isEqualTo(1);
            assertThat(train.labels().orElseThrow().names()).hasSize(10);
        }
        assertThat(datasets().fetch("mnist", Listener.NONE)).isEqualTo(own);
        Files.delete(own.resolve("t10k-labels-idx1-ubyte"));
        assertThat(datasets().fetch("mnist", Listener.NONE)).isEqualTo(cached);
    }

    @Test
    void listingSaysWhatIsHereAndWhatIsNot() throws IOException {
        Path own = knownSet(folder.resolve("data").resolve("mnist"), 2);
        assertThat(datasets().listings())
                .extracting(Datasets.Listing::name, Datasets.Listing::where)
                .containsExactly(
                        tuple("strokes", "built in"),
                        tuple("sprites", "built in"),
                        tuple("mnist", own.toString()),
                        tuple("fashion-mnist", "not here yet, 30.9 MB to download"),
                        tuple("svhn", "not here; get it from http://ufldl.stanford.edu/housenumbers/"),
                        tuple("celeba", "not here; get it from https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html"),
                        tuple("orl", "not here; get it from https://cam-orl.co.uk/facedatabase.html"),
                        tuple(
                                "coil",
                                "not here; get it from https://www.cs.columbia.edu/CAVE/software/softlib/coil-100.php"),
                        tuple(
                                "chartraj",
                                "not here; get it from"
                                        + " https://archive.ics.uci.edu/dataset/175/character+trajectories"));
    }

    @Test
    void onlyKnownSetsCanBeFetched() {
        assertThatThrownBy(() -> datasets().fetch("strokes", Listener.NONE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("drawn on the fly");
        assertThatThrownBy(() -> datasets().fetch("minst", Listener.NONE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("Did you mean mnist?");
    }

    @Test
    void mnistIsReadAsItIs() throws IOException {
        Path data = RealData.folder("mnist");
        Datasets real = OfflineDatasets.of(Map.of("FACET_DATA", data.toString(), "FACET_CACHE", folder.toString()));
        try (Dataset train = real.openPart(config("mnist", 0, 0), Split.TRAIN, Listener.NONE);
                Dataset test = real.openPart(config("mnist", 0, 0), Split.TEST, Listener.NONE)) {
            assertThat(train.size()).isEqualTo(60_000);
            assertThat(test.size()).isEqualTo(10_000);
            assertThat(Arrays.copyOf(train.labels().orElseThrow().values(), 8)).containsExactly(5, 0, 4, 1, 9, 2, 1, 3);
            assertThat(Arrays.copyOf(test.labels().orElseThrow().values(), 5)).containsExactly(7, 2, 1, 0, 4);
            assertThat(train.shape()).isEqualTo(new ImageShape(1, 28, 28));
            // 0.1307 is the mean that is commonly used to normalise MNIST.
            byte[] image = new byte[784];
            double sum = 0;
            for (int i = 0; i < train.size(); i++) {
                train.read(i, image, 0);
                for (byte pixel : image) {
                    sum += pixel & 0xFF;
                }
            }
            assertThat(sum / 60_000 / 784 / 255).isBetween(0.13065, 0.13067);
        }
    }

    @Test
    void whatARunHeldOutIsItsTestPartWhereTheDataHasNone() throws IOException {
        Path file = IdxFiles.write(folder.resolve("mine.idx"), IdxFiles.counting(100 * 784), 100, 28, 28);
        DataConfig config = config(file.toString(), 0, 0).withHeldOut(0.2);
        try (Dataset train = Datasets.openTrained(config, Split.TRAIN);
                Dataset test = Datasets.openTrained(config, Split.TEST)) {
            assertThat(train.size()).isEqualTo(80);
            assertThat(test).isInstanceOf(Part.class);
            assertThat(test.size()).isEqualTo(20);
        }
        try (Dataset train = Datasets.openTrained(config.withHeldOut(0), Split.TRAIN);
                Dataset test = Datasets.openTrained(config.withHeldOut(0), Split.TEST)) {
            assertThat(train.size()).isEqualTo(100);
            assertThat(test.size()).isZero();
        }
    }

    @Test
    void theDatasOwnTestPartStaysTheTestPart() {
        DataConfig config = config("strokes", 0, 0).withHeldOut(0.4);
        try (Dataset train = Datasets.openTrained(config, Split.TRAIN);
                Dataset test = Datasets.openTrained(config, Split.TEST)) {
            assertThat(train.size()).isEqualTo(30);
            assertThat(test).isNotInstanceOf(Part.class);
        }
    }

    private Dataset open(String source, int resolution, int channels, Split split) {
        return datasets().openPart(config(source, resolution, channels), split, Listener.NONE);
    }

    private Datasets datasets() {
        return OfflineDatasets.of(Map.of(
                "FACET_DATA", folder.resolve("data").toString(),
                "FACET_CACHE", folder.resolve("cache").toString()));
    }

    private static DataConfig config(String source, int resolution, int channels) {
        return new DataConfig(source, resolution, channels, 50, 1);
    }

    private static Path knownSet(Path set, int train) throws IOException {
        Files.createDirectories(set);
        IdxFiles.write(set.resolve("train-images-idx3-ubyte.gz"), new byte[train * 784], train, 28, 28);
        IdxFiles.write(set.resolve("train-labels-idx1-ubyte"), new byte[train], train);
        IdxFiles.write(set.resolve("t10k-images-idx3-ubyte"), new byte[784], 1, 28, 28);
        IdxFiles.write(set.resolve("t10k-labels-idx1-ubyte"), new byte[1], 1);
        return set;
    }
}
