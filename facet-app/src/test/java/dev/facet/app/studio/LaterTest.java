package dev.facet.app.studio;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LaterTest {
    @Test
    void whoeverAsksAgainGetsTheResultOfWorkThatWentOn() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        try (Later<Integer> later = new Later<>("counting", 100)) {
            assertThatThrownBy(() -> later.ask("a", () -> {
                        begun.incrementAndGet();
                        end.await();
                        return 3;
                    }))
                    .isInstanceOf(Busy.class)
                    .hasMessageContaining("counting takes longer; ask again");
            end.countDown();
            assertThat(later.ask("a", () -> -1)).isEqualTo(3);
            assertThat(begun).hasValue(1);
            // once: whoever asks then, asks anew
            assertThat(later.ask("a", () -> 4)).isEqualTo(4);
        }
    }

    @Test
    void failuresAreThoseOfTheWork() throws Exception {
        try (Later<Integer> later = new Later<>("failing", 5000)) {
            assertThatThrownBy(() -> later.ask("a", () -> {
                        throw new Mistake("data", "no");
                    }))
                    .isInstanceOf(Mistake.class);
            assertThatThrownBy(() -> later.ask("a", () -> {
                        throw new IOException("disk");
                    }))
                    .isInstanceOf(IOException.class);
            assertThat(later.ask("a", () -> 1)).isEqualTo(1);
        }
    }
}
