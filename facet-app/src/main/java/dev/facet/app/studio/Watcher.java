package dev.facet.app.studio;

import java.io.IOException;
import java.util.Set;

import tools.jackson.databind.node.ObjectNode;

import dev.facet.format.LineFollower;
import dev.facet.train.RunFolder;
import dev.facet.train.Statistics;
import dev.facet.train.StatisticsLine;

/** A client that watches a run, and what it has received. Used by one thread at a time. */
final class Watcher {
    private static final int COMMENT_EVERY = 20;

    /** Greatest number of bytes of statistics per send; more follow when the client has received them. */
    private static final int MOST_BYTES = 512 << 10;

    private final EventStream stream;
    private final RunFolder run;
    private final Set<String> snapshots;
    private final Statistics statistics;
    private final LineFollower lines;
    private boolean placed;
    private long step;
    private String state = "";
    private String log = "";
    private int looks;

    /** A client that has the statistics up to {@code step}, and these snapshots. */
    Watcher(EventStream stream, RunFolder run, long step, Set<String> snapshots, Statistics statistics) {
        this.stream = stream;
        this.run = run;
        this.step = step;
        this.snapshots = snapshots;
        this.statistics = statistics;
        this.lines = new LineFollower(run.statistics(), StatisticsLine.LONGEST);
    }

    EventStream stream() {
        return stream;
    }

    RunFolder run() {
        return run;
    }

    /** Sends everything new. */
    void tell(Events.Seen seen) throws IOException {
        if (!placed) {
            lines.position(statistics.offsetAfter(step));
            placed = true;
        }
        lines.read(MOST_BYTES, new LineFollower.Lines() {
            @Override
            public void begin() {
                placed = false;
            }

            @Override
            public void line(long offset, byte[] bytes, int from, int to) {
                StatisticsLine line = StatisticsLine.parse(bytes, from, to);
                if (placed && line != null && line.step() > step) {
                    send(line);
                }
            }

            @Override
            public void tooLong() {
                // readers of the whole file count these lines
            }
        });
        if (!placed) {
            // a resumed run has truncated its statistics; the client has the remaining lines
            step = Math.min(step, Statistics.lastStep(run.statistics()).orElse(0));
        }
        for (String name : seen.snapshots()) {
            if (snapshots.add(name)) {
                stream.send("snapshot", Answers.JSON.writeValueAsString(name), null);
            }
        }
        if (!seen.state().equals(state)) {
            state = seen.state();
            stream.send("state", state, null);
        }
        if (!seen.log().equals(log)) {
            log = seen.log();
            stream.send("log", log, null);
        }
        if (looks++ % COMMENT_EVERY == 0) {
            stream.comment("here"); // otherwise a client that left is never noticed
        }
    }

    private void send(StatisticsLine line) {
        step = line.step();
        ObjectNode node = Answers.JSON.createObjectNode().put("step", step);
        line.numbers().forEach((key, value) -> node.put(key, value));
        stream.send("statistics", node.toString(), Long.toString(step));
    }
}
