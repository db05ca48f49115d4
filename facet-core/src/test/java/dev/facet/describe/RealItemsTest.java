package dev.facet.describe;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.ImageShape;
import dev.facet.data.Labels;
import dev.facet.data.Shape;

import static org.assertj.core.api.Assertions.assertThat;

class RealItemsTest {
    /** Image i has the pixel i modulo 251, the class i modulo 2, and the factors i and its class. */
    private record Counted(int size) implements Dataset {
        @Override
        public String name() {
            return "counted";
        }

        @Override
        public Shape shape() {
            return new ImageShape(1, 1, 1);
        }

        @Override
        public void read(int index, byte[] target, int offset) {
            target[offset] = (byte) (index % 251);
        }

        @Override
        public Optional<Labels> labels() {
            int[] classes = new int[size];
            for (int i = 0; i < size; i++) {
                classes[i] = i % 2;
            }
            return Optional.of(new Labels(List.of("even", "odd"), classes));
        }

        @Override
        public Optional<Factors> factors() {
            double[][] values = new double[2][size];
            for (int i = 0; i < size; i++) {
                values[0][i] = i;
                values[1][i] = i % 2;
            }
            return Optional.of(new Factors(List.of("index", "class"), values));
        }

        @Override
        public String fingerprint() {
            return "";
        }

        @Override
        public void close() {}
    }

    @Test
    void whatIsKnownIsOfTheItemsThatAreTaken() {
        RealItems real = RealItems.of(new Counted(5000));
        assertThat(real.items().count()).isEqualTo(RealItems.MOST);
        Factors factors = real.factors().orElseThrow();
        assertThat(factors.names()).as("the class has no order").containsExactly("index");
        assertThat(factors.values()[0]).doesNotHaveDuplicates();
        for (int i = 0; i < RealItems.MOST; i++) {
            int index = (int) factors.values()[0][i];
            assertThat(real.items().bytes()[i] & 0xFF).isEqualTo(index % 251);
            assertThat(real.labels().orElseThrow().values()[i]).isEqualTo(index % 2);
        }
    }

    @Test
    void fewItemsAreAllTaken() {
        assertThat(RealItems.of(new Counted(7)).factors().orElseThrow().values()[0])
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    }
}
