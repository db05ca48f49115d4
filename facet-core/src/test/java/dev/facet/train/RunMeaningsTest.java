package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.Facet;
import dev.facet.codes.LatentSpec;
import dev.facet.describe.Meanings;

import static org.assertj.core.api.Assertions.assertThat;

class RunMeaningsTest {
    @TempDir
    static Path runs;

    private static Path path;

    private final List<String> notices = new ArrayList<>();

    @BeforeAll
    static void train() throws IOException {
        path = TwoSteps.train(runs, 64);
    }

    @Test
    void meaningsAreKeptForTheWeightsThatTheyWereMeasuredOf() throws IOException {
        RunFolder run = RunFolder.open(path);
        LatentSpec latent = run.config().latent();
        Files.deleteIfExists(RunMeanings.file(run));
        assertThat(RunMeanings.read(run, latent, notices::add)).isEmpty();
        Meanings measured = Facet.meanings(path);
        assertThat(measured.codes()).hasSize(latent.codes().size());
        assertThat(measured.real()).as("the held-out part").isEqualTo(64);
        Meanings kept = RunMeanings.read(run, latent, notices::add).orElseThrow();
        assertThat(kept.codes()).hasSameSizeAs(measured.codes());
        assertThat(kept.generated()).isEqualTo(measured.generated());
        assertThat(notices).isEmpty();

        String text = Files.readString(RunMeanings.file(run));
        Files.writeString(RunMeanings.file(run), text.replaceFirst("\"weights\" : \"[0-9a-f]", "\"weights\" : \"x"));
        assertThat(RunMeanings.read(run, latent, notices::add))
                .as("of other weights")
                .isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void aDamagedFileIsNoticedAndMeasuredAgain() throws IOException {
        RunFolder run = RunFolder.open(path);
        LatentSpec latent = run.config().latent();
        Facet.meanings(path);
        String text = Files.readString(RunMeanings.file(run));
        Files.writeString(RunMeanings.file(run), text.replaceFirst("\"draws\"", "\"drws\""));
        assertThat(RunMeanings.read(run, latent, notices::add)).isEmpty();
        Files.writeString(RunMeanings.file(run), text.substring(0, 100));
        assertThat(RunMeanings.read(run, latent, notices::add)).isEmpty();
        assertThat(notices).hasSize(2).allMatch(notice -> notice.contains("`facet describe " + path + "`"));
        assertThat(notices.get(0)).contains("is damaged: it has no whole number 'draws'");
        Facet.meanings(path);
        assertThat(RunMeanings.read(run, latent, notices::add)).isPresent();
    }

    @Test
    void withoutItsDataARunIsDescribedByGeneratedItems() throws IOException {
        RunFolder run = RunFolder.open(path);
        Path config = path.resolve("config.yaml");
        String before = Files.readString(config);
        try {
            Files.writeString(config, before.replaceFirst("source: strokes", "source: gone"));
            Meanings measured = RunMeanings.measure(run, notices::add);
            assertThat(measured.real()).isZero();
            assertThat(measured.generated()).isPositive();
            assertThat(notices)
                    .anyMatch(notice ->
                            notice.contains("known factors and classes are not used") && notice.contains("\"gone\""));
        } finally {
            Files.writeString(config, before);
        }
    }
}
