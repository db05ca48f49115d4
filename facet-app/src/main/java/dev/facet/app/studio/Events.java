package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.javalin.http.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.train.RunFolder;

/**
 * Sends changes of run folders to watching clients as server-sent events: {@code statistics}, a line of {@code
 * stats.jsonl} with its step as the event's id, so that a client that reconnects gets what it missed; {@code snapshot},
 * the name of a new picture; {@code state}; {@code log}, its last lines. One thread reads the folders every half second
 * and never waits for a client.
 */
final class Events implements AutoCloseable {
    /** Greatest number of clients that watch at once. */
    static final int MOST_WATCHERS = 200;

    private static final int RETRY_AFTER_SECONDS = 10;
    private static final long EVERY_MILLIS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final RunList runs;
    private final Trainers trainers;
    private final OpenStatistics statistics;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "events");
        thread.setDaemon(true);
        return thread;
    });

    Events(RunList runs, Trainers trainers, OpenStatistics statistics) {
        this.runs = runs;
        this.trainers = trainers;
        this.statistics = statistics;
        clock.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The state of a run's folder, for all clients that watch it. */
    record Seen(List<String> snapshots, String state, String log) {}

    void watch(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        if (watchers.size() >= MOST_WATCHERS) {
            throw new Busy(
                    watchers.size() + " pages watch runs here, which is the limit; close one, or try again later",
                    RETRY_AFTER_SECONDS);
        }
        String last = ctx.header("Last-Event-ID");
        String after = last == null ? ctx.queryParam("after") : last;
        long step = after != null && after.matches("\\d{1,18}") ? Long.parseLong(after) : RunState.step(run);
        statistics.of(run).offsetAfter(step); // read here, not on the thread that serves all clients
        Set<String> known = new HashSet<>(TrainingApi.snapshots(run));
        ctx.status(200).contentType("text/event-stream; charset=utf-8");
        ctx.header("X-Accel-Buffering", "no"); // otherwise nginx buffers the events
        ctx.future(() -> {
            try {
                EventStream stream = new EventStream(ctx.req().getAsyncContext());
                Watcher watcher = new Watcher(stream, run, step, known, statistics.of(run));
                stream.comment("watching");
                watchers.add(watcher);
                return stream.start().whenComplete((ended, failure) -> watchers.remove(watcher));
            } catch (IOException e) {
                throw new IllegalStateException("a stream could not begin", e);
            }
        });
    }

    /** The number of clients that watch. */
    int watching() {
        return watchers.size();
    }

    private void look() {
        Map<Path, Seen> seen = new HashMap<>();
        for (Watcher watcher : watchers) {
            Path run = watcher.run().path();
            try {
                if (watcher.stream().dropIfStuck()) {
                    LOG.warn("a page that watches {} has stopped reading and was disconnected", run.getFileName());
                } else if (watcher.stream().isIdle()) {
                    Seen now = seen.get(run);
                    if (now == null) {
                        now = seen(watcher.run());
                        seen.put(run, now);
                    }
                    watcher.tell(now);
                }
            } catch (IOException | RuntimeException e) {
                LOG.debug("{} can no longer be watched: {}", run, e.getMessage());
                watcher.stream().end();
            }
        }
    }

    private Seen seen(RunFolder run) throws IOException {
        ObjectNode state = Answers.JSON.createObjectNode();
        state.put("state", trainers.state(run).text());
        state.put("step", RunState.step(run));
        state.put("steps", run.config().training().steps());
        trainers.failure(run).ifPresent(failure -> state.put("failure", failure));
        return new Seen(
                TrainingApi.snapshots(run),
                state.toString(),
                Answers.JSON.writeValueAsString(TrainingApi.tail(run.log())));
    }

    @Override
    public void close() {
        clock.shutdownNow();
        watchers.forEach(watcher -> watcher.stream().end());
        watchers.clear();
    }
}
