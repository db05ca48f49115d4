package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.data.Shape;
import dev.facet.describe.Describer;
import dev.facet.describe.Meanings;
import dev.facet.describe.MeaningsTree;
import dev.facet.describe.Proposals;
import dev.facet.describe.RealItems;
import dev.facet.train.Checkpoint;
import dev.facet.train.RunFolder;
import dev.facet.train.RunMeanings;
import dev.facet.train.RunModel;

/**
 * What each code of a run was found to do, with proposed names. It is taken from the run folder if {@code facet
 * describe} measured the newest checkpoint, or else measured here, one run at a time. Nothing is written.
 */
final class MeaningsApi {
    private static final int MOST = 16;
    private static final int MOST_WAITING = 16;
    private static final long PATIENCE_SECONDS = 60;

    private final RunList runs;
    private final Workbench workbench;
    private final ReentrantLock measuring = new ReentrantLock();
    private final Map<Path, Known> known = new LinkedHashMap<>(8, 0.75f, true);

    /** What was measured of the checkpoint of a step, when the run's file was from a time. */
    private record Known(long step, List<Long> times, Meanings meanings, List<String> notices) {}

    /** The shape of a model's items, and whether the model reads codes. */
    private record Asked(Shape shape, boolean recognises) {}

    MeaningsApi(RunList runs, Workbench workbench) {
        this.runs = runs;
        this.workbench = workbench;
    }

    void describe(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        LatentSpec latent = run.config().latent();
        Known measured = known(run, latent);
        CodeNames names = ModelApi.names(run, latent);
        ObjectNode answer =
                MeaningsTree.write(measured.meanings(), Proposals.of(measured.meanings(), latent, names, false));
        answer.put("step", measured.step());
        ArrayNode notices = answer.putArray("notices");
        measured.notices().forEach(notices::add);
        Answers.json(ctx, answer);
    }

    /** What was measured of the run's newest checkpoint, if a page has asked for it. */
    Optional<Meanings> known(RunFolder run) throws IOException {
        return Optional.ofNullable(cached(run)).map(Known::meanings);
    }

    /** Waits while another request measures. */
    private Known known(RunFolder run, LatentSpec latent) throws IOException {
        Known before = cached(run);
        if (before != null) {
            return before;
        }
        try {
            if (measuring.getQueueLength() >= MOST_WAITING || !measuring.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new Busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy();
        }
        try {
            before = cached(run);
            return before == null ? measure(run, latent) : before;
        } finally {
            measuring.unlock();
        }
    }

    private Known measure(RunFolder run, LatentSpec latent) throws IOException {
        long step = step(run);
        List<Long> times = times(run);
        List<String> notices = new ArrayList<>();
        Optional<Meanings> kept = RunMeanings.read(run, latent, notices::add);
        Known measured = new Known(
                step, times, kept.isPresent() ? kept.get() : measure(run, latent, notices), List.copyOf(notices));
        if (step(run) == step) { // otherwise training has replaced the model in the meantime
            synchronized (known) {
                known.put(run.path(), measured);
                if (known.size() > MOST) {
                    known.remove(known.keySet().iterator().next());
                }
            }
        }
        return measured;
    }

    private Meanings measure(RunFolder run, LatentSpec latent, List<String> notices) throws IOException {
        Asked asked = workbench.with(run, model -> new Asked(model.shape(), model.recognises()));
        Describer describer = new Describer(latent, asked.shape(), rows -> workbench.generate(run, ignored -> rows));
        Optional<RealItems> real =
                asked.recognises() ? RunMeanings.real(run, asked.shape(), notices::add) : Optional.empty();
        return real.isPresent()
                ? describer.describe(real.get(), items -> workbench.encode(run, items))
                : describer.describe();
    }

    private @Nullable Known cached(RunFolder run) throws IOException {
        long step = step(run);
        synchronized (known) {
            Known before = known.get(run.path());
            return before != null && before.step() == step && before.times().equals(times(run)) ? before : null;
        }
    }

    /** When what was measured of the run last changed: its meanings, and the model that they are of. */
    private static List<Long> times(RunFolder run) {
        List<Long> times = new ArrayList<>(RunModel.measured(run));
        times.add(RunMeanings.time(run));
        return times;
    }

    private static long step(RunFolder run) throws IOException {
        return Checkpoint.lastStep(run.checkpoints())
                .orElseThrow(() ->
                        new UsageException("the run has no checkpoint yet; it saves the first when training begins"));
    }
}
