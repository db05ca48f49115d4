package dev.facet.method;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.ModelConfig;
import dev.facet.config.RunConfig;
import dev.facet.config.Schedule;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Shape;
import dev.facet.method.consistency.SelfConsistency;
import dev.facet.method.game.Due;
import dev.facet.method.game.Game;
import dev.facet.method.game.Information;
import dev.facet.method.game.Losses;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Priors;
import dev.facet.method.game.Step;
import dev.facet.model.Architecture;
import dev.facet.model.Composition;
import dev.facet.model.Networks;
import dev.facet.model.Operations;
import dev.facet.model.family.Families;
import dev.facet.model.layer.Edges;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;
import dev.facet.model.layer.Sequential;
import dev.facet.torch.Tensors;

/**
 * The part of Q that reads categories, if they have a trunk of their own
 * ({@link dev.facet.config.InfoGanConfig.Categories}). It has the layers of D's trunk and of Q's head. Generated images
 * and warped real images are one batch, so that batch normalisation treats them alike. D does not see what it learns.
 */
final class OwnCategories {
    private static final String TRUNK = "category-trunk";
    private static final String HEAD = "categories";

    private final Networks networks;
    private final Information information;
    private final SelfConsistency consistency;
    private final RunConfig run;
    private final long alone;

    OwnCategories(RunConfig run, Networks networks, SelfConsistency consistency, Priors priors) {
        this.run = run;
        this.alone = alone(run);
        this.networks = networks;
        this.information =
                new Information(run.latent(), run.infogan(), run.latent().categorical(), priors);
        this.consistency = consistency;
    }

    /** Whether a run has them. */
    static boolean areOn(RunConfig run) {
        return run.infogan().categories().areOwn()
                && !run.latent().categorical().isEmpty();
    }

    /**
     * The number of first steps in which only the categories learn: a start, without the last steps if G is trained at
     * some steps only. 0 if they never do, or if the run has no more steps than a start.
     */
    private static long alone(RunConfig run) {
        InfoGanConfig infogan = run.infogan();
        long steps = infogan.consistency().startSteps();
        return infogan.beginsWithCategories(run.latent())
                        && steps < run.training().steps()
                ? steps - steps % run.adversarial().generatorEvery()
                : 0;
    }

    /** An InfoGAN's networks and those of the categories. */
    static Architecture added(Architecture shared, RunConfig run, Shape shape) {
        ModelConfig own = run.model()
                .withDiscriminatorBatchNorm(run.infogan().categories().batchNorm())
                .withSpectralNorm(false);
        boolean edges = run.infogan().categories().input() == InfoGanConfig.Input.EDGES;
        Architecture same = Families.architecture(own, run.latent(), edges ? edgesOf(shape) : shape);
        Sequential trunk = edges ? onEdges(same.trunk(), shared.trunk().input()) : same.trunk();
        return shared.with(TRUNK, trunk).with(HEAD, same.recogniser()).composed(new Reading(run.latent()));
    }

    private static Shape edgesOf(Shape shape) {
        if (shape instanceof ImageShape images) {
            return new ImageShape(Edges.CHANNELS, images.height(), images.width());
        }
        throw new UsageException("infogan.categories.input is edges, but the data is " + shape.plural()
                + ": only images have edges. Use pixels, which means the numbers of sequences.");
    }

    private static Sequential onEdges(Sequential trunk, long[] input) {
        List<Layer> layers = new ArrayList<>(List.of(new Edges()));
        layers.addAll(trunk.layers());
        return Sequential.of(input, layers);
    }

    /** Q's outputs: those of categories come from their own networks, the others from D's trunk. */
    private record Reading(LatentSpec latent) implements Composition {
        @Override
        public <V> V recognise(Networks networks, Operations<V> by, V items, V features) {
            V shared = by.apply(networks.recogniser(), features);
            V own = by.apply(networks.other(HEAD), by.apply(networks.other(TRUNK), items));
            List<V> parts = new ArrayList<>();
            for (Code code : latent.codes()) {
                parts.add(by.columns(
                        code instanceof Code.Categorical ? own : shared, latent.outputOffset(code), code.outputs()));
            }
            return parts.size() == 1 ? parts.get(0) : by.concatenate(parts);
        }
    }

    /** The first step at which the categories no longer learn alone. */
    long alone() {
        return alone;
    }

    /** The phase that trains the categories. At first it learns alone, and its rate falls to 0. */
    Phase phase(Game game) {
        InfoGanConfig.Categories categories = run.infogan().categories();
        double rate = categories.rate() > 0 ? categories.rate() : run.training().discriminatorRate();
        Phase phase = new Phase(
                "C",
                List.of(networks.other(TRUNK), head()),
                rate,
                run.training().descent(),
                Due.ALWAYS,
                step -> step.number() < alone
                        ? lossAlone(step)
                        : loss(step, game.fake(step).detach()));
        return alone == 0
                ? phase
                : phase.at(step -> step < alone ? Schedule.COSINE.at(step, alone) : categories.laterRate() / rate);
    }

    /** The head that reads categories. */
    Network head() {
        return networks.other(HEAD);
    }

    /** The loss of the categories of real images alone. */
    private Tensor lossAlone(Step step) {
        SelfConsistency.Views views = consistency.views(step);
        Tensor seen = read(views.items(), Mode.TRACK);
        noteUsage(step, seen);
        return consistency.gain(step, views, seen).neg();
    }

    /** The loss of the categories of generated images {@code [N, c, h, w]}, and self-consistency if it is on. */
    private Tensor loss(Step step, Tensor generated) {
        long count = generated.size(0);
        SelfConsistency.Views views = consistency.isOn() ? consistency.views(step) : null;
        Tensor real = views == null ? step.real() : views.items();
        Tensor outputs = read(Tensors.concatenate(generated.to(ScalarType.Float), real), Mode.TRACK);
        Tensor seen = outputs.narrow(0, count, real.size(0));
        noteUsage(step, seen);
        Tensor loss = information.notedLoss(step, outputs.narrow(0, 0, count), step.rows());
        return views == null ? loss : loss.sub(consistency.gain(step, views, seen));
    }

    /** Notes how evenly real images use the categories. */
    private void noteUsage(Step step, Tensor seen) {
        try (NoGradGuard guard = new NoGradGuard()) {
            information.noteUsage(step, seen.narrow(0, 0, step.real().size(0)).detach());
        }
    }

    /** G's loss with the information term of the categories, whose gradient at each image may be limited. */
    Tensor added(Step step, Tensor generated, Tensor loss) {
        Tensor own = information.loss(step, read(generated, Mode.TRAIN), step.rows());
        double limit = run.infogan().categories().limit();
        return limit > 0 ? Losses.limited(generated, loss, own, limit) : loss.add(own);
    }

    private Tensor read(Tensor items, Mode mode) {
        Tensor features = networks.other(TRUNK).forward(items, mode);
        return head().forward(features, mode).to(ScalarType.Float);
    }
}
