package dev.facet.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

import org.apache.spark.sql.Row;

/** Rows of a partition that a network computes, some hundred at once. They come out in the order of the input. */
final class RowBatches implements Iterator<Row> {
    private final Iterator<Row> input;
    private final Step step;
    private final Queue<Row> ready = new ArrayDeque<>();

    /** Takes at least one row of the input, and makes a row of each that it takes. */
    @FunctionalInterface
    interface Step {
        void compute(Iterator<Row> input, Queue<Row> ready) throws IOException;
    }

    RowBatches(Iterator<Row> input, Step step) {
        this.input = input;
        this.step = step;
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || input.hasNext();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (ready.isEmpty()) {
            try {
                step.compute(input, ready);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ready.remove();
    }
}
