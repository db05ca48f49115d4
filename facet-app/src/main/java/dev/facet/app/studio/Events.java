package dev.facet.app.studio;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.javalin.http.sse.SseClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.train.RunFolder;

/**
 * What happens in a run folder, sent to those who watch (server-sent events): {@code statistics}, a line of {@code stats.jsonl} with its step as the event's id, so that who
 * comes back is told what was missed; {@code snapshot}, the name of a new picture; {@code state}; {@code log}, its last lines. The folder is looked at every half second.
 */
final class Events implements AutoCloseable {
    private static final int MOST_WATCHERS = 200;
    private static final long EVERY_MILLIS = 500;
    private static final long COMMENT_EVERY = 20;
    private static final int MOST_BYTES = 1 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final RunList runs;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "events");
        thread.setDaemon(true);
        return thread;
    });

    Events(RunList runs) {
        this.runs = runs;
        clock.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Somebody who watches a run, and what they know. */
    private static final class Watcher {
        private final SseClient client;
        private final RunFolder run;
        private final Set<String> snapshots = new HashSet<>();
        private long step;
        private long position;
        private String state = "";
        private String log = "";
        private long looks;

        Watcher(SseClient client, RunFolder run, long step) {
            this.client = client;
            this.run = run;
            this.step = step;
        }
    }

    void watch(SseClient client) throws IOException {
        RunFolder run = runs.find(client.ctx().pathParam("run"));
        if (watchers.size() >= MOST_WATCHERS) {
            throw new Busy();
        }
        String last = client.ctx().header("Last-Event-ID");
        String after = last == null ? client.ctx().queryParam("after") : last;
        long step = after != null && after.matches("\\d{1,18}") ? Long.parseLong(after) : RunState.step(run);
        Watcher watcher = new Watcher(client, run, step);
        watcher.snapshots.addAll(TrainingApi.snapshots(run));
        client.keepAlive();
        client.onClose(() -> watchers.remove(watcher));
        client.sendComment("watching");
        watchers.add(watcher);
    }

    /** How many watch. */
    int watching() {
        return watchers.size();
    }

    private void look() {
        for (Watcher watcher : watchers) {
            try {
                if (watcher.client.terminated()) {
                    watchers.remove(watcher);
                } else {
                    tell(watcher);
                }
            } catch (IOException | RuntimeException e) {
                LOG.debug("a watcher of {} is gone: {}", watcher.run.path(), e.getMessage());
                watchers.remove(watcher);
                watcher.client.close();
            }
        }
    }

    private static void tell(Watcher watcher) throws IOException {
        for (String line : newLines(watcher)) {
            long step = stepOf(line);
            if (step > watcher.step) {
                watcher.step = step;
                watcher.client.sendEvent("statistics", line, Long.toString(step));
            }
        }
        for (String name : TrainingApi.snapshots(watcher.run)) {
            if (watcher.snapshots.add(name)) {
                watcher.client.sendEvent("snapshot", Answers.JSON.writeValueAsString(name));
            }
        }
        ObjectNode state = Answers.JSON.createObjectNode();
        state.put("state", RunState.of(watcher.run).text());
        state.put("step", RunState.step(watcher.run));
        state.put("steps", watcher.run.config().training().steps());
        if (!state.toString().equals(watcher.state)) {
            watcher.state = state.toString();
            watcher.client.sendEvent("state", watcher.state);
        }
        String log = TrainingApi.tail(watcher.run.log());
        if (!log.equals(watcher.log)) {
            watcher.log = log;
            watcher.client.sendEvent("log", Answers.JSON.writeValueAsString(log));
        }
        if (watcher.looks++ % COMMENT_EVERY == 0) {
            watcher.client.sendComment("here"); // or a watcher who left is never noticed
        }
    }

    /** The whole lines that were added to the statistics since the last look. */
    private static List<String> newLines(Watcher watcher) throws IOException {
        List<String> lines = new ArrayList<>();
        if (!Files.exists(watcher.run.statistics())) {
            return lines;
        }
        try (RandomAccessFile in = new RandomAccessFile(watcher.run.statistics().toFile(), "r")) {
            if (in.length() < watcher.position) {
                // a resumed run takes back what it is about to do again
                watcher.position = 0;
                watcher.step = 0;
            }
            in.seek(watcher.position);
            byte[] bytes = new byte[(int) Math.min(MOST_BYTES, in.length() - watcher.position)];
            in.readFully(bytes);
            int from = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    lines.add(new String(bytes, from, i - from, StandardCharsets.UTF_8));
                    from = i + 1;
                }
            }
            watcher.position += from;
        }
        return lines;
    }

    private static long stepOf(String line) {
        try {
            return Answers.JSON.readTree(line).path("step").asLong(-1);
        } catch (JacksonException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        watchers.forEach(watcher -> watcher.client.close());
        watchers.clear();
    }
}
