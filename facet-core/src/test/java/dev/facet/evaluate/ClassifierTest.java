package dev.facet.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.codes.Code;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.family.Families;
import dev.facet.settings.ConfigReader;

import static org.assertj.core.api.Assertions.assertThat;

class ClassifierTest {
    private static final RunConfig CONFIG =
            ConfigReader.resolve("strokes", List.of("data.count=1000", "model.width=4", "method=cgan"));

    @TempDir
    static Path cache;

    private static Dataset train;
    private static Dataset test;

    @BeforeAll
    static void open() {
        train = Strokes.open(CONFIG.data(), Split.TRAIN);
        test = Strokes.open(CONFIG.data(), Split.TEST);
    }

    @Test
    void itLearnsOnceAndTellsImagesItHasNotSeen() throws IOException {
        double accuracy;
        try (Classifier classifier = Classifier.of(train, cache)) {
            accuracy = classifier.accuracy(test);
            assertThat(accuracy).isGreaterThan(0.9);
            assertThat(classifier.of(Items.of(test, new int[] {0})).values()[0]).hasSize(Classifier.width(train));
        }
        Path kept;
        try (Stream<Path> files = Files.list(cache)) {
            kept = files.toList().get(0);
        }
        long written = Files.getLastModifiedTime(kept).toMillis();
        try (Classifier again = Classifier.of(train, cache)) {
            assertThat(again.accuracy(test)).isEqualTo(accuracy);
        }
        assertThat(Files.getLastModifiedTime(kept).toMillis()).isEqualTo(written);

        Files.write(kept, new byte[] {1, 2, 3});
        try (Classifier mended = Classifier.of(train, cache)) {
            assertThat(mended.accuracy(test)).isGreaterThan(0.9);
        }
        assertThat(Files.size(kept)).isGreaterThan(3);
    }

    @Test
    void aModelThatDrawsAnythingIsRightByChance() throws IOException {
        Networks networks = Networks.of(
                Families.architecture(CONFIG.model(), CONFIG.latent(), train.shape())
                        .withoutRecogniser(),
                false);
        networks.start(1);
        try (Classifier classifier = Classifier.of(train, cache);
                Model model = new Model(CONFIG.latent(), train.shape(), networks, -4, true)) {
            Code.Categorical code = model.latent().categorical().get(0);
            Conditional conditional = Conditional.of(model, code, classifier, test);
            assertThat(conditional.code()).isEqualTo("digit");
            assertThat(conditional.conditionalAccuracy()).isBetween(0.02, 0.3);
            assertThat(conditional.classifierAccuracy()).isGreaterThan(0.9);
        }
    }

    @Test
    void realImagesPassAsThemselves() throws IOException {
        byte[] pixels = new byte[100 * test.shape().bytes()];
        for (int i = 0; i < 100; i++) {
            test.read(i, pixels, i * test.shape().bytes());
        }
        try (Classifier classifier = Classifier.of(train, cache)) {
            int[] found = classifier.classes(new Items(test.shape(), 100, pixels));
            int[] wanted = Arrays.copyOf(test.labels().orElseThrow().values(), 100);
            assertThat(Classifier.share(found, wanted)).isGreaterThan(0.85);
        }
    }
}
