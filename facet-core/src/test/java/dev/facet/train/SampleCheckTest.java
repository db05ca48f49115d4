package dev.facet.train;

import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.settings.ConfigReader;

import static org.assertj.core.api.Assertions.assertThat;

class SampleCheckTest {
    private final Dataset data = Datasets.open(
            ConfigReader.resolve("strokes", List.of("data.count=600")).data(), Split.TRAIN);

    private final SampleCheck check = new SampleCheck(data, 3);

    @AfterEach
    void close() {
        data.close();
    }

    @Test
    void imagesOfTheDataAreNoNoise() {
        int[] indices = new int[check.count()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = data.size() - 1 - i;
        }
        assertThat(check.noise(Items.of(data, indices))).isBetween(-0.1, 0.1);
        assertThat(check.warning(Items.of(data, indices))).isEmpty();
    }

    @Test
    void pixelsDrawnAtRandomAreNoise() {
        byte[] bytes = Items.of(data, indices()).bytes();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = bytes.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            byte kept = bytes[i];
            bytes[i] = bytes[other];
            bytes[other] = kept;
        }
        Items noise = new Items(data.shape(), check.count(), bytes);
        assertThat(check.noise(noise)).isBetween(0.9, 1.1);
        assertThat(check.warning(noise).orElseThrow()).contains("look like noise", "of the way from the data to noise");
    }

    @Test
    void blankPicturesAreNoNoise() {
        byte[] bytes = new byte[check.count() * data.shape().bytes()];
        assertThat(check.warning(new Items(data.shape(), check.count(), bytes)).orElseThrow())
                .contains("almost blank")
                .doesNotContain("noise");
    }

    private int[] indices() {
        int[] indices = new int[check.count()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i;
        }
        return indices;
    }
}
