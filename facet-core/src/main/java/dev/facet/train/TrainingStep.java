package dev.facet.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Draws;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.Share;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Labels;
import dev.facet.data.Prefetch;
import dev.facet.data.Shape;
import dev.facet.method.MethodType;
import dev.facet.method.Methods;
import dev.facet.method.game.Notes;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;
import dev.facet.torch.group.Membership;

/**
 * One training step: each phase that is due computes its loss and updates its networks. It knows a method by its
 * phases, and asks one more thing: whether the method learns from the labels of all items. Several processes make a
 * step together, each with its share of the batch.
 */
final class TrainingStep {
    private static final double LARGEST_LOSS = 1e4;
    /** Prefix of the names of losses that are noted to be checked later. */
    private static final String GUARDED = "guarded/";

    private static final int[] NO_LABELS = {};

    private final RunConfig config;
    private final Shape shape;
    private final int[] classes;
    private final long latentSeed;
    private final Group group;
    private final Share share;

    /** Steps of a single process. */
    TrainingStep(RunConfig config, Dataset data) {
        this(config, data, Group.ALONE, Share.all(config.training().batch()));
    }

    /** Steps of this process in a group. */
    TrainingStep(RunConfig config, Dataset data, Group group) {
        this(config, data, group, group.share(config.training().batch()));
    }

    /** Steps with a share of the batch. Alone, they show how long the work of one of several processes takes. */
    TrainingStep(RunConfig config, Dataset data, Group group, Share share) {
        this.group = group;
        this.share = share;
        this.config = config;
        this.shape = data.shape();
        this.classes = Methods.of(config).labels() == MethodType.LabelUse.ALL
                ? data.labels().map(Labels::values).orElse(NO_LABELS)
                : NO_LABELS;
        this.latentSeed = Draws.seed(config.training().seed(), "latents");
    }

    /**
     * Makes step {@code number}, counted from 0, with this process's share of a batch of items.
     *
     * @return the numbers that the phases noted, and their losses: means over all processes
     * @throws Diverged if a loss is not finite or too large; on a GPU, {@link #guarded} finds that later
     */
    Notes make(TrainingState state, long number, Prefetch.Batch items) throws Diverged {
        int count = share.count();
        state.method().begin(number);
        LatentBatch latents = state.latent().draw(latentSeed, number * share.of() + share.first(), count);
        try (PointerScope scope = new PointerScope();
                Membership membership = Membership.of(group)) {
            Tensor bytes = Tensors.of(items.pixels(), count, shape.channels(), shape.height(), shape.rowBytes());
            state.beginStep();
            Engine.seed(Draws.seed(config.training().seed(), "step " + number));
            Tensor real = state.method().parts().scaling().fromBytes(bytes);
            Step step = new Step(number, real, labels(items), latents, share);
            for (Phase phase : state.method().phases()) {
                state.renew(phase);
                for (int time = 0; phase.due().at(number) && time < phase.due().times(); time++) {
                    if (time > 0) {
                        step.forgetFake();
                    }
                    state.prepare(phase);
                    Tensor loss = phase.loss().apply(step);
                    guard(step.notes(), phase, time, number, loss);
                    state.descend(phase, loss);
                }
            }
            step.notes().average(group);
            step.notes().keep();
            return step.notes();
        } catch (RuntimeException e) {
            throw group.cause(e);
        }
    }

    /** The classes of a batch; empty unless the method learns from the labels of all items. */
    private int[] labels(Prefetch.Batch items) {
        return classes.length == 0
                ? NO_LABELS
                : Arrays.stream(items.indices()).map(i -> classes[i]).toArray();
    }

    /**
     * Checks a loss before it changes any weight. On a GPU the check would wait for the device, so it is left to
     * {@link #guarded}.
     */
    private void guard(Notes notes, Phase phase, int time, long step, Tensor loss) throws Diverged {
        if (loss.is_cuda()) {
            notes.put(GUARDED + time + "/" + phase.name(), loss);
        } else {
            double[] mean = {loss.item_double()};
            group.mean(mean); // all processes take the same decision
            guard(phase.name(), step, mean[0]);
        }
    }

    /**
     * Reads the numbers that the phases of a step noted, and checks their losses. Waits for the device.
     *
     * @throws Diverged if a loss is not finite or too large
     */
    static Map<String, Double> guarded(long step, Notes notes) throws Diverged {
        Map<String, Double> statistics = new LinkedHashMap<>();
        for (Map.Entry<String, Double> note : notes.read().entrySet()) {
            if (note.getKey().startsWith(GUARDED)) {
                guard(note.getKey().substring(note.getKey().lastIndexOf('/') + 1), step, note.getValue());
            } else {
                statistics.put(note.getKey(), note.getValue());
            }
        }
        return statistics;
    }

    private static void guard(String phase, long step, double loss) throws Diverged {
        if (!Double.isFinite(loss) || Math.abs(loss) > LARGEST_LOSS) {
            throw new Diverged("the loss of " + phase + " is " + loss + " at step " + step);
        }
    }

    /** Thrown when a loss is not finite or too large, or when weights are not finite. */
    static final class Diverged extends Exception {
        private static final long serialVersionUID = 1L;

        Diverged(String message) {
            super(message);
        }
    }
}
