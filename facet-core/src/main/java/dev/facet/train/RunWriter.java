package dev.facet.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.facet.codes.Alignment;
import dev.facet.torch.Engine;

/**
 * Writes the files of a training run: statistics, checkpoints, pictures, log. Exceptions say what remains of the run.
 */
final class RunWriter {
    private final RunFolder folder;
    private final Monitor monitor;
    private final Snapshots snapshots;

    RunWriter(RunFolder folder, Monitor monitor, Snapshots snapshots) {
        this.folder = folder;
        this.monitor = monitor;
        this.snapshots = snapshots;
    }

    /** Writes a line of statistics: the means since the last line. */
    void statistics(long done, Clock clock) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", done);
        line.put("seconds", Math.round(clock.seconds() * 1000) / 1000.0);
        line.put("images_per_second", Math.round(clock.imagesPerSecond() * 10) / 10.0);
        line.put("resident_bytes", Engine.residentBytes());
        Map<String, Double> means = clock.report();
        line.putAll(means);
        try {
            folder.append(line);
        } catch (IOException e) {
            throw unsaved("the statistics of step " + done, e);
        }
        monitor.statistics(done, means);
    }

    void checkpoint(TrainingState state, Beginnings beginnings) throws IOException {
        try {
            Checkpoint saved = beginnings.save(state);
            monitor.wrote(state.progress().step(), saved.folder());
        } catch (IOException e) {
            throw unsaved("the checkpoint of step " + state.progress().step(), e);
        }
    }

    /** Keeps the state as the best one so far. */
    void best(TrainingState state, Beginnings beginnings, Health health) throws IOException {
        try {
            Checkpoint saved = beginnings.saveBest(state, health);
            monitor.wrote(state.progress().step(), saved.folder());
        } catch (IOException e) {
            throw unsaved("the best checkpoint, of step " + state.progress().step(), e);
        }
    }

    void health(Health health) throws IOException {
        try {
            health.write(folder);
        } catch (IOException e) {
            throw unsaved("the health of step " + health.step(), e);
        }
    }

    void pictures(TrainingState state, long at) throws IOException {
        pictures(state, at, Optional.empty());
    }

    /** @param alignment the codes that are drawn; if empty, those that were trained */
    void pictures(TrainingState state, long at, Optional<Alignment> alignment) throws IOException {
        try {
            snapshots.take(state, at, alignment);
        } catch (IOException e) {
            throw unsaved("the pictures of step " + at, e);
        }
    }

    /** Passes a message to the user and to the log. */
    void notice(String message) {
        monitor.notice(message);
        log(message);
    }

    void log(String line) {
        try {
            folder.log(line);
        } catch (IOException e) {
            monitor.notice("the log could not be written: " + e.getMessage());
        }
    }

    /** The exception when a file of the run could not be written; it says what remains and how to continue. */
    private IOException unsaved(String what, IOException e) {
        return new IOException(what + " could not be written: " + e.getMessage() + ". " + folder.whatIsLeft(), e);
    }
}
