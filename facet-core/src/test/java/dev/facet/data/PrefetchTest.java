package dev.facet.data;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.facet.config.UsageException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

@Timeout(20)
class PrefetchTest {
    @Test
    void givesTheBatchesOfConsecutiveStepsFromAnyStart() {
        BatchesTest.Numbered data = new BatchesTest.Numbered(50);
        Batches direct = new Batches(data, 4, 3);
        byte[] wanted = new byte[direct.bytes()];
        try (Prefetch prefetch = new Prefetch(new Batches(data, 4, 3), 1_000, 3)) {
            for (long step = 1_000; step < 1_200; step++) {
                direct.read(step, wanted);
                Prefetch.Batch batch = prefetch.next();
                assertThat(batch.pixels()).isEqualTo(wanted);
                for (int i = 0; i < 4; i++) {
                    assertThat(batch.indices()[i]).isEqualTo(direct.index(step, i));
                }
            }
        }
    }

    @Test
    void readsNoFurtherAheadThanItsDepth() throws InterruptedException {
        AtomicInteger reads = new AtomicInteger();
        BatchesTest.Numbered data = new BatchesTest.Numbered(50) {
            @Override
            public void read(int index, byte[] target, int offset) {
                reads.incrementAndGet();
            }
        };
        try (Prefetch prefetch = new Prefetch(new Batches(data, 1, 3), 0, 2)) {
            prefetch.next();
            Thread.sleep(50);
            assertThat(reads).hasValueLessThanOrEqualTo(4);
        }
    }

    @Test
    void whatReadingThrowsReachesTheCallerAfterTheGoodBatches() {
        UsageException cause = new UsageException("the disk is gone");
        BatchesTest.Numbered data = new BatchesTest.Numbered(50) {
            private int reads;

            @Override
            public void read(int index, byte[] target, int offset) {
                if (++reads > 3) {
                    throw cause;
                }
            }
        };
        try (Prefetch prefetch = new Prefetch(new Batches(data, 1, 3), 0, 2)) {
            for (int i = 0; i < 3; i++) {
                prefetch.next();
            }
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(prefetch::next)
                    .isSameAs(cause);
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(prefetch::next)
                    .isSameAs(cause);
        }
    }

    @Test
    void anInterruptStaysPendingAndLosesNothing() {
        BatchesTest.Numbered data = new BatchesTest.Numbered(50);
        Batches direct = new Batches(data, 4, 3);
        byte[] wanted = new byte[direct.bytes()];
        try (Prefetch prefetch = new Prefetch(new Batches(data, 4, 3), 0, 2)) {
            Thread.currentThread().interrupt();
            for (long step = 0; step < 20; step++) {
                direct.read(step, wanted);
                assertThat(prefetch.next().pixels()).isEqualTo(wanted);
            }
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void closingStopsTheThreadAndEndsNext() {
        Prefetch prefetch = new Prefetch(new Batches(new BatchesTest.Numbered(50), 4, 3), 0, 2);
        prefetch.next();
        assertTimeoutPreemptively(Duration.ofSeconds(5), prefetch::close);
        prefetch.close();
        assertThatIllegalStateException().isThrownBy(prefetch::next).withMessageContaining("closed");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().equals("facet-prefetch"));
    }
}
