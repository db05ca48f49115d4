package dev.facet.method.game;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.config.AdversarialConfig;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.model.Networks;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;
import dev.facet.torch.Tensors;

/** The adversarial game of G and D: their turns, their losses and their phases. */
public final class Game implements AutoCloseable {
    private static final String REAL_SCORES = "real scores";

    private final RunConfig run;
    private final AdversarialConfig config;
    private final Networks networks;
    private final Augmentation augmentation;
    private final Penalties penalties;

    /** A game on some data, with the augmentation that is configured. */
    public Game(RunConfig run, Networks networks, Dataset data) {
        this(run, networks, Augmentation.of(run, data));
    }

    /** A game in which D sees augmented items. Closes the augmentation. */
    public Game(RunConfig run, Networks networks, Augmentation augmentation) {
        this.run = run;
        this.config = run.adversarial();
        this.networks = networks;
        this.augmentation = augmentation;
        this.penalties = new Penalties(config, run.training().seed());
    }

    /**
     * D's phase, which runs at every step. After each update the weights of D's trunk and head are clipped, if clipping
     * is on.
     */
    public Phase discriminator(List<Network> trained, Function<Step, Tensor> loss) {
        Runnable after = config.clip() > 0
                ? () -> List.of(networks.trunk(), networks.source())
                        .forEach(network -> network.parameters().clip(config.clip()))
                : () -> {};
        return new Phase(
                "D", trained, run.training().discriminatorRate(), run.training().descent(), Due.ALWAYS, loss, after);
    }

    /** G's phase. It runs when D has had its steps. */
    public Phase generator(Function<Step, Tensor> loss) {
        return generator(List.of(networks.generator()), loss);
    }

    /** G's phase with other networks trained too. */
    public Phase generator(List<Network> trained, Function<Step, Tensor> loss) {
        return new Phase(
                "G",
                trained,
                run.training().generatorRate(),
                run.training().descent(),
                Due.lastOf(config.generatorEvery(), 0).repeated(config.generatorSteps()),
                loss);
    }

    /**
     * The generated items {@code [N, c, h, w]} of a step. They have a graph if G is trained in this step. For that, G's
     * weights are made trainable here, even if another phase is running.
     */
    public Tensor fake(Step step) {
        return step.fake(() -> {
            if ((step.number() + 1) % config.generatorEvery() != 0) {
                try (NoGradGuard guard = new NoGradGuard()) {
                    return networks.generate(step.rows(), Mode.TRACK);
                }
            }
            networks.generator().parameters().trainable(true);
            return networks.generate(step.rows(), Mode.TRACK);
        });
    }

    /** D of these networks, without side inputs. */
    public Discriminator plain() {
        return new Discriminator() {
            @Override
            public Tensor features(Tensor items, Origin origin, Mode mode) {
                return networks.trunk().forward(items, mode);
            }

            @Override
            public Network source() {
                return networks.source();
            }
        };
    }

    /** D's turn on the step's real and generated items. */
    public Turn discriminate(Step step, Discriminator d) {
        return discriminate(step, d, step.real(), fake(step).detach());
    }

    /** D's turn on given real and generated items. Running statistics are updated with the real items only. */
    public Turn discriminate(Step step, Discriminator d, Tensor realItems, Tensor generatedItems) {
        Tensor generated = features(step, d, generatedItems, Origin.GENERATED, Mode.TRAIN);
        Tensor real = features(step, d, realItems, Origin.REAL, Mode.TRACK);
        Tensor generatedScores = d.source().forward(generated, Mode.TRAIN);
        Tensor realScores = d.source().forward(real, Mode.TRAIN);
        Tensor loss = discriminatorLoss(step, d.level(), realScores, generatedScores);
        loss = penalties.add(
                step,
                loss,
                new Penalties.Seen(realItems, realScores, (items, mode) -> score(step, d, items, Origin.REAL, mode)),
                new Penalties.Seen(
                        generatedItems,
                        generatedScores,
                        (items, mode) -> score(step, d, items, Origin.GENERATED, mode)));
        if (isAugmented(d)) {
            augmentation.seen(step, surplus(realScores, generatedScores).detach());
        }
        Tensor compared = realScores.detach();
        step.once(REAL_SCORES + d.level(), () -> compared);
        return new Turn(loss, real, generated);
    }

    /** How far D takes real items for real: above 0 where it does. */
    private Tensor surplus(Tensor real, Tensor generated) {
        return switch (config.loss()) {
            case NON_SATURATING, HINGE -> real;
            case LEAST_SQUARES -> real.sub(Tensors.scalar(0.5));
            case RELATIVISTIC, WASSERSTEIN -> real.sub(generated);
        };
    }

    /** Tensors to save together with the weights, by name; see {@link dev.facet.method.Method#memory}. */
    public Map<String, Tensor> memory() {
        return augmentation.memory();
    }

    @Override
    public void close() {
        augmentation.close();
    }

    private Tensor score(Step step, Discriminator d, Tensor items, Origin origin, Mode mode) {
        return d.source().forward(features(step, d, items, origin, mode), mode);
    }

    /** The features of generated items in D's trunk, for G's turn. */
    public Tensor seen(Step step, Discriminator d, Tensor generatedItems) {
        return features(step, d, generatedItems, Origin.GENERATED, Mode.TRAIN);
    }

    /**
     * The features of items as they are, which codes are read from.
     *
     * @param seen their features as D sees them, which were computed last of all of this origin; the result, if
     *     nothing was augmented
     */
    public Tensor unchanged(Discriminator d, Tensor items, Origin origin, Tensor seen) {
        return isAugmented(d) && augmentation.changed(origin) ? d.features(items, origin, Mode.TRAIN) : seen;
    }

    /** G's adversarial loss for its items, where nothing else is learned from what D sees of them. */
    public Tensor convince(Step step, Discriminator d) {
        return convince(step, d, seen(step, d, fake(step)));
    }

    /** G's adversarial loss, from the {@link #seen} features of its items. */
    public Tensor convince(Step step, Discriminator d, Tensor seen) {
        return generatorLoss(step, d.level(), d.source().forward(seen, Mode.TRAIN));
    }

    private boolean isAugmented(Discriminator d) {
        return d.augments() && augmentation != Augmentation.NONE;
    }

    private Tensor features(Step step, Discriminator d, Tensor items, Origin origin, Mode mode) {
        Tensor shown = isAugmented(d) ? augmentation.apply(items, step, origin) : items;
        return d.features(shown, origin, mode);
    }

    /**
     * D's adversarial loss for its outputs on real and on generated items. Noted with the level, as {@code loss/D0}.
     */
    private Tensor discriminatorLoss(Step step, String level, Tensor real, Tensor fake) {
        Tensor loss = switch (config.loss()) {
            case NON_SATURATING -> Losses.real(real).add(Losses.fake(fake));
            case LEAST_SQUARES -> Losses.square(real, 1).add(Losses.square(fake, 0));
            case HINGE -> Losses.hinge(real).add(Losses.hinge(fake.neg()));
            case WASSERSTEIN -> Losses.mean(fake).sub(Losses.mean(real));
            case RELATIVISTIC -> Losses.real(real.sub(fake));
        };
        step.notes().put("loss/D" + level, loss);
        boolean probabilities = config.loss().isOfProbabilities();
        step.notes()
                .put(
                        (probabilities ? "probability/real" : "score/real") + level,
                        probabilities ? probability(real) : Losses.mean(real));
        step.notes()
                .put(
                        (probabilities ? "probability/fake" : "score/fake") + level,
                        probabilities ? probability(fake) : Losses.mean(fake));
        return loss;
    }

    /** G's adversarial loss for D's outputs on generated items. Noted with the level, as {@code loss/G0}. */
    private Tensor generatorLoss(Step step, String level, Tensor fake) {
        Tensor loss = switch (config.loss()) {
            case NON_SATURATING -> Losses.real(fake);
            case LEAST_SQUARES -> Losses.square(fake, 1);
            case HINGE, WASSERSTEIN -> Losses.mean(fake).neg();
            case RELATIVISTIC -> Losses.real(fake.sub(realScores(step, level)));
        };
        step.notes().put("loss/G" + level, loss);
        return loss;
    }

    /** D's outputs on the step's real items in D's turn, which G's items are compared with. */
    private static Tensor realScores(Step step, String level) {
        return step.once(REAL_SCORES + level, () -> {
            throw new IllegalStateException("G's turn compares with real items, and D has had no turn");
        });
    }

    private static Tensor probability(Tensor logits) {
        return torch.sigmoid(logits.to(ScalarType.Float)).mean();
    }
}
