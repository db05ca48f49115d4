package dev.facet.data.known;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Labels;
import dev.facet.data.RealData;
import dev.facet.data.Split;
import dev.facet.data.known.Download.Listener;
import dev.facet.data.picture.FolderCaptionsTest;
import dev.facet.data.source.OfflineDatasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HandPlacedSetTest {
    @TempDir
    Path folder;

    @Test
    void aSetThatIsNotThereSaysWhatToPutWhere() {
        assertThatThrownBy(() -> open("svhn", folder.resolve("data"), Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContainingAll(
                        "svhn was looked for in " + folder.resolve("data").resolve("svhn"),
                        folder.resolve("cache").resolve("data").resolve("svhn").toString(),
                        "http://ufldl.stanford.edu/housenumbers/",
                        "put train_32x32.mat, test_32x32.mat into "
                                + folder.resolve("data").resolve("svhn"));
    }

    @Test
    void withoutAPlaceForDataTheCacheAndTheVariableAreNamed() {
        Map<String, String> environment =
                Map.of("FACET_CACHE", folder.resolve("cache").toString());
        assertThatThrownBy(() -> HandPlacedSet.ORL.get(environment, offline(), Listener.NONE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("or set FACET_DATA to the folder that holds orl");
    }

    @Test
    void houseNumbersAreFoundByTheirName() throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("svhn"));
        SvhnTest.houseNumbers(data.resolve("svhn").resolve("train_32x32.mat"), 10, 2);
        SvhnTest.houseNumbers(data.resolve("svhn").resolve("test_32x32.mat"), 3);
        try (Dataset train = open("svhn", data, Split.TRAIN);
                Dataset test = open("svhn", data, Split.TEST)) {
            assertThat(train.labels().orElseThrow().values()).containsExactly(0, 2);
            assertThat(test.labels().orElseThrow().values()).containsExactly(3);
            assertThat(train.shape()).isEqualTo(HandPlacedSet.SVHN.shape());
        }
    }

    @Test
    void theNamesOfObjectsGiveTheirLabelsAndAngles() throws IOException {
        Path coil = folder.resolve("data").resolve("coil").resolve("coil-100");
        for (String name : new String[] {"obj10__0.png", "obj2__265.png", "obj2__5.png"}) {
            FolderCaptionsTest.picture(coil.resolve(name));
        }
        try (Dataset data = open("coil", folder.resolve("data"), Split.TRAIN)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("2", "10");
            assertThat(data.labels().orElseThrow().values()).containsExactly(1, 0, 0);
            assertThat(data.factors().orElseThrow().names()).containsExactly("angle", "half_turn");
            assertThat(data.factors().orElseThrow().periods()).containsExactly(360, 180);
            assertThat(data.factors().orElseThrow().values()).isDeepEqualTo(new double[][] {{0, 265, 5}, {0, 85, 5}});
        }
        FolderCaptionsTest.picture(coil.resolve("cat.png"));
        assertThatThrownBy(() -> open("coil", folder.resolve("data"), Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("cat.png is not called as COIL's pictures are");
    }

    @Test
    void namesAreDistinctAndHomesAreAddresses() {
        Set<String> names = new HashSet<>();
        for (NamedSet set : NamedSet.all()) {
            assertThat(names.add(set.name())).isTrue();
        }
        assertThat(names).contains("mnist", "fashion-mnist", "svhn", "celeba", "orl", "coil");
        assertThat(HandPlacedSet.all()).allSatisfy(set -> assertThat(set.home()).startsWith("http"));
    }

    @Test
    void realFacesAreFoundByTheirName() {
        try (Dataset faces = open("orl", RealData.folder("orl"), Split.TRAIN);
                Dataset test = open("orl", RealData.folder("orl"), Split.TEST)) {
            assertThat(faces.name()).isEqualTo("orl");
            assertThat(faces.size()).isEqualTo(400);
            assertThat(faces.shape()).isEqualTo(new ImageShape(1, 64, 64));
            Labels people = faces.labels().orElseThrow();
            assertThat(people.names()).hasSize(40).contains("s1", "s40");
            for (int person = 0; person < 40; person++) {
                int wanted = person;
                assertThat(Arrays.stream(people.values()).filter(value -> value == wanted))
                        .hasSize(10);
            }
            assertThat(test.size()).isZero();
        }
    }

    @Test
    void realObjectsAreFoundByTheirName() {
        try (Dataset objects = open("coil", RealData.folder("coil"), Split.TRAIN)) {
            int size = objects.size();
            assertThat(size).isPositive();
            assertThat(size % 72).isZero();
            assertThat(objects.shape()).isEqualTo(new ImageShape(3, 128, 128));
            assertThat(objects.labels().orElseThrow().names()).hasSize(size / 72);
            double[] angles = objects.factors().orElseThrow().values()[0];
            assertThat(angles).hasSize(size);
            assertThat(Arrays.stream(angles).distinct().sorted().toArray())
                    .hasSize(72)
                    .startsWith(0, 5)
                    .endsWith(355);
        }
    }

    private Dataset open(String name, Path data, Split split) {
        return OfflineDatasets.open(
                Map.of(
                        "FACET_DATA", data.toString(),
                        "FACET_CACHE", folder.resolve("cache").toString()),
                new DataConfig(name, 0, 0, 1, 1),
                split);
    }

    private static Download offline() {
        return new Download(Duration.ofMillis(1), Duration.ZERO, 0);
    }
}
