package dev.facet.app.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.facet.Facet;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.config.UsageException;
import dev.facet.data.Items;
import dev.facet.model.Model;
import dev.facet.torch.Engine;
import dev.facet.train.Checkpoint;
import dev.facet.train.RunFolder;
import dev.facet.train.RunModel;

/**
 * The single thread that computes with models. It keeps the models of a few runs loaded and reloads a model when its
 * run has a newer checkpoint, calibration or alignment. Requests for the same model are computed as one batch. Callers
 * wait; when the queue is full, they get {@link Busy}. Only this thread uses and closes models. Thread-safe.
 */
final class Workbench implements AutoCloseable {
    /** Greatest number of waiting requests. */
    static final int MOST_WAITING = 64;

    /** Greatest number of rows in one batch. */
    private static final int MOST_ROWS = 1024;

    private static final int MOST_MODELS = 3;
    private static final long PATIENCE_SECONDS = 60;
    private static final Logger LOG = LoggerFactory.getLogger(Workbench.class);

    /** A computation with a model. */
    @FunctionalInterface
    interface Work<T> {
        T of(Model model) throws IOException;
    }

    /** A checkpoint of a run: {@code best}, the number of a step, or the newest if {@code which} is empty. */
    private record Source(Path run, String which) {}

    /** Rows to generate items from, work with the run's model, or work with a model of its own; the others are null. */
    private record Task(
            RunFolder run,
            String which,
            java.util.function.@Nullable Function<Model, LatentBatch> rows,
            @Nullable Work<?> work,
            @Nullable Callable<?> alone,
            CompletableFuture<Object> result) {
        Source source() {
            return new Source(run.path(), which);
        }
    }

    /** A model, the step of its checkpoint, and the times of what was measured of the run. */
    private record Loaded(long step, List<Long> measured, Model model) {}

    private final BlockingQueue<Task> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Map<Source, Loaded> models = new LinkedHashMap<>(8, 0.75f, true);
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Courtesy courtesy;
    private final Thread thread;

    /** A workbench that computes whenever it is asked. */
    Workbench() {
        this(new Courtesy(() -> false));
    }

    /** A workbench that rests as {@code courtesy} says. */
    Workbench(Courtesy courtesy) {
        this.courtesy = courtesy;
        thread = new Thread(this::run, "workbench");
        thread.setDaemon(true);
        thread.start();
    }

    /** Generates items from the rows that {@code rows} makes for the run's model. */
    Items generate(RunFolder run, Function<Model, LatentBatch> rows) throws IOException {
        return generate(run, "", rows);
    }

    /**
     * The same with the model of another checkpoint.
     *
     * @param which {@code best}, or the number of a step; empty for the newest
     */
    Items generate(RunFolder run, String which, Function<Model, LatentBatch> rows) throws IOException {
        return (Items) await(new Task(run, which, rows, null, null, new CompletableFuture<>()));
    }

    /** The result of {@code work} with the run's model. */
    @SuppressWarnings("unchecked")
    <T> T with(RunFolder run, Work<T> work) throws IOException {
        return (T) await(new Task(run, "", null, work, null, new CompletableFuture<>()));
    }

    /** The result of {@code work} for a run, which has a model of its own. */
    @SuppressWarnings("unchecked")
    <T> T alone(RunFolder run, Callable<T> work) throws IOException {
        return (T) await(new Task(run, "", null, null, work, new CompletableFuture<>()));
    }

    /** Reads the codes of some items. */
    Encodings encode(RunFolder run, Items items) throws IOException {
        return with(run, model -> model.encode(items));
    }

    /** The number of waiting requests. */
    int waiting() {
        return waiting.size();
    }

    private Object await(Task task) throws IOException {
        if (!open.get() || !waiting.offer(task)) {
            throw new Busy();
        }
        try {
            return task.result().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy();
        } catch (TimeoutException e) {
            task.result().cancel(false);
            throw new Busy();
        } catch (ExecutionException | CompletionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            }
            if (cause instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException("a model could not be asked", cause);
        }
    }

    private void run() {
        try {
            Engine.load();
            while (open.get()) {
                Task first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<Task> tasks = new ArrayList<>(List.of(first));
                    waiting.drainTo(tasks);
                    long start = System.nanoTime();
                    work(tasks);
                    TimeUnit.NANOSECONDS.sleep(
                            courtesy.rest(System.nanoTime() - start).toNanos());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            models.values().forEach(loaded -> loaded.model().close());
            models.clear();
        }
    }

    /** Does the tasks in order, but combines rows for the same model. */
    private void work(List<Task> tasks) {
        List<Task> left = new ArrayList<>(tasks);
        while (!left.isEmpty()) {
            Task first = left.remove(0);
            if (first.result().isCancelled()) {
                continue;
            }
            try {
                if (first.alone() != null) {
                    first.result().complete(first.alone().call());
                    continue;
                }
                Model model = model(first);
                if (first.rows() == null) {
                    first.result().complete(Objects.requireNonNull(first.work()).of(model));
                    continue;
                }
                generate(model, first, left);
            } catch (Exception | Error e) {
                // the caller gets the exception; this thread continues with other requests
                first.result().completeExceptionally(e);
            }
        }
    }

    private static void generate(Model model, Task first, List<Task> left) {
        List<Task> together = new ArrayList<>();
        List<LatentBatch> batches = new ArrayList<>();
        int rows = lay(model, first, together, batches);
        for (Task other : List.copyOf(left)) {
            if (rows < MOST_ROWS && other.rows() != null && other.source().equals(first.source())) {
                left.remove(other);
                rows += lay(model, other, together, batches);
            }
        }
        if (together.isEmpty()) {
            return;
        }
        int width = model.latent().width();
        float[] values = new float[rows * width];
        int at = 0;
        for (LatentBatch batch : batches) {
            System.arraycopy(batch.values(), 0, values, at, batch.count() * width);
            at += batch.count() * width;
        }
        try {
            Items all = model.generate(new LatentBatch(model.latent(), rows, values));
            int size = model.shape().bytes();
            int from = 0;
            for (int i = 0; i < together.size(); i++) {
                int count = batches.get(i).count();
                byte[] bytes = Arrays.copyOfRange(all.bytes(), from * size, (from + count) * size);
                together.get(i).result().complete(new Items(all.shape(), count, bytes));
                from += count;
            }
        } catch (RuntimeException | Error e) {
            together.forEach(task -> task.result().completeExceptionally(e));
        }
    }

    /** Makes a task's rows. If they are invalid, the task fails without affecting others. */
    private static int lay(Model model, Task task, List<Task> together, List<LatentBatch> batches) {
        try {
            LatentBatch batch = Objects.requireNonNull(task.rows()).apply(model);
            together.add(task);
            batches.add(batch);
            return batch.count();
        } catch (RuntimeException e) {
            task.result().completeExceptionally(e);
            return 0;
        }
    }

    private Model model(Task task) throws IOException {
        RunFolder run = task.run();
        long step = step(run, task.which());
        Loaded loaded = models.get(task.source());
        List<Long> measured = RunModel.measured(run);
        if (loaded != null && loaded.step() == step && loaded.measured().equals(measured)) {
            return loaded.model();
        }
        Model model;
        try {
            model = task.which().isEmpty() ? Facet.load(run.path()) : Facet.load(run.path(), task.which());
        } catch (IOException | UncheckedIOException | UsageException e) {
            // training may just have replaced the checkpoint
            if (loaded == null) {
                throw e;
            }
            LOG.warn("{} is still shown at step {}: {}", run.path(), loaded.step(), e.getMessage());
            return loaded.model();
        }
        models.put(task.source(), new Loaded(step, measured, model));
        if (loaded != null) {
            loaded.model().close();
        }
        if (models.size() > MOST_MODELS) {
            Map.Entry<Source, Loaded> oldest = models.entrySet().iterator().next();
            models.remove(oldest.getKey());
            oldest.getValue().model().close();
        }
        return model;
    }

    /** The step of a checkpoint. The numbers of those that are gone are refused when they are loaded. */
    private static long step(RunFolder run, String which) throws IOException {
        if (which.isEmpty()) {
            return Checkpoint.lastStep(run.checkpoints())
                    .orElseThrow(() -> new UsageException(
                            "the run has no checkpoint yet; it saves the first when training begins"));
        }
        return which.equals(Checkpoint.BEST)
                ? Checkpoint.best(run.checkpoints()).map(Checkpoint::step).orElse(-1L)
                : Long.parseLong(which);
    }

    @Override
    public void close() {
        open.set(false);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waiting.forEach(task -> task.result().completeExceptionally(new Busy()));
    }
}
