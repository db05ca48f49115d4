package dev.facet.app.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

import dev.facet.train.Moment;
import dev.facet.train.Monitor;

/** A monitor that reports the folder of a run as soon as it exists, and passes all events on. */
public record Beginning(Monitor monitor, Note began) implements Monitor {
    /** Receives the folder. */
    @FunctionalInterface
    public interface Note {
        void of(Path run) throws IOException;
    }

    @Override
    public void started(Path run, long step, long steps) {
        try {
            began.of(run);
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
        monitor.started(run, step, steps);
    }

    @Override
    public void step(Moment moment) {
        monitor.step(moment);
    }

    @Override
    public void statistics(long step, Map<String, Double> values) {
        monitor.statistics(step, values);
    }

    @Override
    public void wrote(long step, Path file) {
        monitor.wrote(step, file);
    }

    @Override
    public void notice(String message) {
        monitor.notice(message);
    }

    @Override
    public boolean stopRequested() {
        return monitor.stopRequested();
    }
}
