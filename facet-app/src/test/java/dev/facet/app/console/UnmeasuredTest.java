package dev.facet.app.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;

import dev.facet.config.UsageException;

import static org.assertj.core.api.Assertions.assertThat;

class UnmeasuredTest {
    private final StringWriter err = new StringWriter();
    private final Unmeasured unmeasured = new Unmeasured(new PrintWriter(err), true);

    @Test
    void whatFailsLosesNothingElse() {
        assertThat(unmeasured.<Integer>attempt("quality", () -> {
                    throw new UsageException("too few");
                }))
                .isNull();
        assertThat(unmeasured.<Integer>attempt("codes", () -> {
                    throw new IOException("the disk is gone");
                }))
                .isNull();
        assertThat(unmeasured.<Integer>attempt("moments", () -> {
                    throw new OutOfMemoryError("Java heap space");
                }))
                .isNull();
        assertThat(unmeasured.attempt("clustering", () -> 7)).isEqualTo(7);
        assertThat(unmeasured.failed()).isTrue();
        assertThat(unmeasured.reasons())
                .containsEntry("quality", "too few")
                .containsEntry("codes", "the disk is gone")
                .hasEntrySatisfying("moments", reason -> assertThat(reason).contains("out of memory"));
        assertThat(err.toString()).startsWith("facet: quality is not measured: too few");
    }

    @Test
    void whatIsKnownToBeMissingIsNotTried() {
        unmeasured.note("quality", "no labels");
        assertThat(unmeasured.<Integer>attempt("quality", () -> {
                    throw new AssertionError("tried");
                }))
                .isNull();
        assertThat(unmeasured.failed()).as("nobody asked for it").isFalse();
    }
}
