package dev.facet.torch;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EngineTest {
    @Test
    void usingAModelLeavesTheThreadsThatATrainingHasSet() {
        int before = torch.get_num_threads();
        try {
            assertThat(Engine.start(1)).isEqualTo(1);
            Engine.load();
            assertThat(torch.get_num_threads()).isEqualTo(1);
        } finally {
            Engine.start(before);
        }
    }

    @Test
    void negativeThreadsAreRefused() {
        assertThatThrownBy(() -> Engine.start(-1)).hasMessageContaining("-1").hasMessageContaining("all cores");
    }
}
