package dev.facet.evaluate;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.ModelConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.ImageShape;
import dev.facet.data.Labels;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.family.Families;
import dev.facet.torch.Engine;

import static org.assertj.core.api.Assertions.assertThat;

class EvaluatorTest {
    private static final ImageShape SHAPE = new ImageShape(1, 28, 28);
    private static final int COUNT = 20;

    /** Images with labels and a factor, which counts how often it is read. */
    private static final class Counting implements Dataset {
        private int reads;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public int size() {
            return COUNT;
        }

        @Override
        public ImageShape shape() {
            return SHAPE;
        }

        @Override
        public void read(int index, byte[] target, int offset) {
            reads++;
            target[offset + index] = (byte) 255;
        }

        @Override
        public Optional<Labels> labels() {
            int[] classes = new int[COUNT];
            for (int i = 0; i < COUNT; i++) {
                classes[i] = i % 2;
            }
            return Optional.of(new Labels(List.of("even", "odd"), classes));
        }

        @Override
        public Optional<Factors> factors() {
            double[] place = new double[COUNT];
            for (int i = 0; i < COUNT; i++) {
                place[i] = i;
            }
            return Optional.of(new Factors(List.of("place"), new double[][] {place}));
        }

        @Override
        public String fingerprint() {
            return "counting";
        }

        @Override
        public void close() {}
    }

    private static Model model(Code... codes) {
        Engine.load();
        LatentSpec latent = new LatentSpec(new Noise(2, Noise.Distribution.NORMAL), List.of(codes));
        Networks networks =
                Networks.of(Families.architecture(new ModelConfig("dcgan", 8, 0.1, false), latent, SHAPE), false);
        networks.start(1);
        return new Model(latent, SHAPE, networks, 0, false);
    }

    @Test
    void imagesToMatchCategoriesWithAreReadOnlyIfThereAreCategories() {
        Code continuous = new Code.Uniform("c", -1, 1);
        Counting fit = new Counting();
        Counting score = new Counting();
        try (Model model = model(continuous)) {
            Evaluation found = new Evaluator(model).evaluate(fit, score);
            assertThat(found.categories()).isNull();
            assertThat(found.factors()).hasSize(1);
        }
        assertThat(fit.reads).isZero();
        assertThat(score.reads).isEqualTo(COUNT);

        try (Model model = model(new Code.Categorical("k", 2), continuous)) {
            assertThat(new Evaluator(model).evaluate(fit, score).categories()).isNotNull();
        }
        assertThat(fit.reads).isEqualTo(COUNT);
    }
}
