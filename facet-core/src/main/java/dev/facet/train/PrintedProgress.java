package dev.facet.train;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Prints the folder of a run, a line of progress about every ten seconds, and notices. Not thread-safe. */
final class PrintedProgress implements Monitor {
    private static final long BETWEEN_LINES = Duration.ofSeconds(10).toNanos();

    private final PrintStream out;
    private final long between;
    private final ProgressLine line = new ProgressLine();
    private long lastLine;

    PrintedProgress(PrintStream out) {
        this(out, BETWEEN_LINES);
    }

    PrintedProgress(PrintStream out, long nanosBetweenLines) {
        this.out = out;
        this.between = nanosBetweenLines;
    }

    @Override
    public void started(Path run, long step, long steps) {
        lastLine = System.nanoTime();
        out.println(step == 0 ? run + ": training" : run + ": going on from step " + step);
    }

    @Override
    public void step(Moment moment) {
        if (System.nanoTime() - lastLine >= between) {
            lastLine = System.nanoTime();
            out.println(line.of(moment));
        }
    }

    @Override
    public void statistics(long step, Map<String, Double> values) {
        line.statistics(values);
    }

    @Override
    public void notice(String message) {
        out.println(message);
    }
}
