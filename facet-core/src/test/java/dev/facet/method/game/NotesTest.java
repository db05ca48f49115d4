package dev.facet.method.game;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

import dev.facet.codes.LatentBatch;
import dev.facet.settings.Presets;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;

class NotesTest {
    @Test
    void aLaterNumberTakesThePlaceOfAnEarlierOne() {
        Notes notes = new Notes();
        try (PointerScope scope = new PointerScope()) {
            notes.put("a", Tensors.of(new float[] {2}, 1), value -> 1 - value);
            notes.put("b", 5);
            notes.put("b", Tensors.of(new float[] {7}, 1));
            notes.keep();
        }
        assertThat(notes.areWaiting()).isFalse(); // a CPU computes immediately
        assertThat(notes.read())
                .containsEntry("a", -1.0)
                .containsEntry("b", 7.0)
                .hasSize(2);
    }

    @Test
    void latentRowsAreMadeATensorOnce() {
        LatentBatch latents = Presets.load("strokes").latent().draw(1, 0, 3);
        try (PointerScope scope = new PointerScope()) {
            Step step = new Step(0, Tensors.zero(), new int[0], latents);
            assertThat(step.rows()).isSameAs(step.rows());
            assertThat(Tensors.floats(step.rows())).isEqualTo(latents.values());
        }
    }
}
