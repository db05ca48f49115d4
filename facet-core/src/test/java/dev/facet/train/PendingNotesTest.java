package dev.facet.train;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

import dev.facet.method.game.Notes;
import dev.facet.torch.Tensors;
import dev.facet.train.TrainingStep.Diverged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Notes as a GPU leaves them: their scalars are read late. */
class PendingNotesTest {
    private final List<String> read = new ArrayList<>();
    private final PendingNotes.Reader reader = (step, statistics) -> read.add(step + " " + statistics);

    @Test
    void whatWaitsIsReadInOrderWhenAllIsAskedFor() throws Diverged {
        try (PendingNotes pending = new PendingNotes()) {
            pending.add(4, late(1, 0));
            pending.add(5, late(2, 0));
            pending.read(false, reader);
            assertThat(read).isEmpty();
            pending.read(true, reader);
            assertThat(read).containsExactly("4 {loss/D=1.0, twice=2.0}", "5 {loss/D=2.0, twice=4.0}");
            pending.read(true, reader);
            assertThat(read).hasSize(2);
        }
    }

    @Test
    void whatIsKnownIsReadAtOnce() throws Diverged {
        try (PendingNotes pending = new PendingNotes()) {
            Notes notes = new Notes();
            notes.put("a", 3);
            pending.add(7, notes);
            pending.read(false, reader);
            assertThat(read).containsExactly("7 {a=3.0}");
        }
    }

    @Test
    void aLossThatWentAstrayNamesItsStepAndPhase() {
        try (PendingNotes pending = new PendingNotes()) {
            pending.add(4, late(1, 0.5f));
            pending.add(5, late(2, Float.NaN));
            pending.add(6, late(3, 0.5f));
            assertThatThrownBy(() -> pending.read(true, reader))
                    .isInstanceOf(Diverged.class)
                    .hasMessage("the loss of G is NaN at step 5");
            assertThat(read).hasSize(1);
        }
    }

    @Test
    void notesThatAreClosedTakeNoMore() {
        Notes notes = late(1, 0);
        try (PointerScope scope = new PointerScope()) {
            assertThatThrownBy(() -> notes.put("more", Tensors.of(new float[] {1}, 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'more' comes too late");
        }
        notes.forget();
        assertThat(notes.areWaiting()).isFalse();
    }

    /** The notes of a step whose scope has closed. */
    private static Notes late(float value, float loss) {
        Notes notes = new Notes(scalar -> true);
        try (PointerScope scope = new PointerScope()) {
            notes.put("loss/D", Tensors.of(new float[] {value}, 1));
            notes.put("twice", Tensors.of(new float[] {value}, 1), number -> 2 * number);
            notes.put("guarded/0/G", Tensors.of(new float[] {loss}, 1));
            notes.keep();
        }
        return notes;
    }
}
