package dev.facet.data;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BatchesTest {
    @Test
    void aStepSeesTheSameWhateverWasReadBefore() {
        Batches fresh = new Batches(new Numbered(103), 10, 7);
        Batches used = new Batches(new Numbered(103), 10, 7);
        for (long step = 0; step < 57; step++) {
            read(used, step);
        }
        assertThat(read(used, 57)).isEqualTo(read(fresh, 57));
        assertThat(read(used, 3)).isEqualTo(read(fresh, 3));
        assertThat(read(new Batches(new Numbered(103), 10, 8), 3)).isNotEqualTo(read(fresh, 3));
    }

    @Test
    void anEpochVisitsEveryImageOnceAndTheNextInAnotherOrder() {
        Batches batches = new Batches(new Numbered(120), 10, 1);
        int[] first = indices(batches, 0, 12);
        int[] second = indices(batches, 12, 12);

        assertThat(Arrays.stream(first).sorted())
                .containsExactlyElementsOf(IntStream.range(0, 120).boxed().toList());
        assertThat(Arrays.stream(second).sorted())
                .containsExactlyElementsOf(IntStream.range(0, 120).boxed().toList());
        assertThat(second).isNotEqualTo(first);
        assertThat(batches.epoch(11)).isZero();
        assertThat(batches.epoch(12)).isOne();
    }

    @Test
    void anIncompleteBatchIsDroppedAndNotAlwaysTheSameImages() {
        Batches batches = new Batches(new Numbered(25), 10, 1);
        Set<Integer> seen = new HashSet<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            int[] drawn = indices(batches, 2L * epoch, 2);
            assertThat(drawn).hasSize(20).doesNotHaveDuplicates();
            Arrays.stream(drawn).forEach(seen::add);
        }
        assertThat(seen).hasSize(25);
        assertThat(batches.epoch(2)).isOne();
    }

    @Test
    void fewerImagesThanABatchAreRepeatedEvenly() {
        Batches batches = new Batches(new Numbered(3), 8, 1);
        int[] drawn = indices(batches, 0, 3);
        for (int image = 0; image < 3; image++) {
            int wanted = image;
            assertThat(Arrays.stream(drawn).filter(i -> i == wanted).count()).isEqualTo(8);
        }
        assertThat(Arrays.copyOf(drawn, 3)).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(batches.index(2, 5)).isEqualTo(drawn[21]);
    }

    @Test
    void everyImageIsEquallyLikelyToComeFirst() {
        int[] counts = new int[5];
        for (int seed = 0; seed < 5_000; seed++) {
            counts[new Batches(new Numbered(5), 5, seed).index(0, 0)]++;
        }
        assertThat(Arrays.stream(counts).min().orElse(0)).isGreaterThan(880);
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Batches(new Numbered(0), 1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Batches(new Numbered(1), 0, 0))
                .withMessage("batch must be positive: 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Batches(new Numbered(1), 1, 0).index(-1, 0));
    }

    private static byte[] read(Batches batches, long step) {
        byte[] target = new byte[batches.bytes()];
        batches.read(step, target);
        return target;
    }

    private static int[] indices(Batches batches, long start, int steps) {
        int batch = batches.bytes() / Numbered.SHAPE.bytes();
        return IntStream.range(0, steps * batch)
                .map(i -> batches.index(start + i / batch, i % batch))
                .toArray();
    }

    /** All bytes of image i are i. */
    static class Numbered implements Dataset {
        static final ImageShape SHAPE = new ImageShape(1, 2, 2);
        private final int size;

        Numbered(int size) {
            this.size = size;
        }

        @Override
        public String name() {
            return "numbered";
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public ImageShape shape() {
            return SHAPE;
        }

        @Override
        public void read(int index, byte[] target, int offset) {
            Arrays.fill(target, offset, offset + SHAPE.bytes(), (byte) index);
        }

        @Override
        public String fingerprint() {
            return "numbered " + size;
        }

        @Override
        public void close() {}
    }
}
