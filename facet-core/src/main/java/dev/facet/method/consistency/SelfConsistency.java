package dev.facet.method.consistency;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.InfoGanConfig.Consistency;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.method.consistency.Regrouping.Some;
import dev.facet.method.game.Information;
import dev.facet.method.game.Losses;
import dev.facet.method.game.Starts;
import dev.facet.method.game.Step;
import dev.facet.model.Networks;
import dev.facet.model.PixelRange;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;

/**
 * Holds Q to saying alike of two random warps of one real image, as {@link InfoGanConfig.Consistency} has it, and with
 * that what it leaves to chance: {@link Starts} and {@link Regrouping}. No label is asked. Holds native memory.
 */
public final class SelfConsistency implements AutoCloseable {
    /** At most one part in so many of a batch is added, per code, as items that are to come to another category. */
    private static final int MOVED_SHARE = 4;

    /** Once Q agrees with this share of a group, its term is switched off: the rest mostly do not belong to it. */
    private static final double AGREED = 0.8;

    /** Steps from one question to a GPU how far Q agrees to the next; each waits for the device. */
    private static final int SETTLED_EVERY = 10;

    private static final String CONSISTENCY = "consistency/";

    private final LatentSpec latent;
    private final Consistency config;
    private final Networks networks;
    private final Information information;
    private final Warp warp;
    private final @Nullable ColourChange colours;
    private final Starts starts;
    private final @Nullable Regrouping regrouping;
    /** How far Q agreed with groups, where a GPU has still to compute it. */
    private final Map<Code.Categorical, Agreement> agreements = new LinkedHashMap<>();

    /** The shares of a group that Q puts where it should be, in the two warps. */
    private record Agreement(Tensor one, Tensor other) {
        boolean isReached() {
            return (one.item_double() + other.item_double()) / 2 >= AGREED;
        }

        void close() {
            one.close();
            other.close();
        }
    }

    /** @param information says from when on each continuous code counts */
    public SelfConsistency(RunConfig run, Dataset data, Networks networks, Information information) {
        latent = run.latent();
        config = run.infogan().consistency();
        this.networks = networks;
        this.information = information;
        long seed = run.training().seed();
        warp = Warp.of(config, networks.scaling(), data.shape(), Draws.seed(seed, "warps"));
        boolean inColour = config.colour() > 0 && data.shape() instanceof ImageShape images && images.channels() == 3;
        colours = inColour
                ? new ColourChange(
                        config.colour(), ((PixelRange) networks.scaling()).black(), Draws.seed(seed, "colours"))
                : null;
        boolean categories = isOn() && !latent.categorical().isEmpty();
        starts = categories && config.starts() > 1
                ? new Starts(config.starts(), config.startSteps(), this::score, "consistency")
                : Starts.ONE;
        regrouping = categories && config.regroupEvery() > 0
                ? new Regrouping(
                        latent, networks, data, inColour, config.regroupEvery(), Draws.seed(seed, "regrouping"))
                : null;
    }

    /** Whether there is anything to be maximised. */
    public boolean isOn() {
        return config.weight() > 0;
    }

    public Starts starts() {
        return starts;
    }

    private double score(Map<String, Double> statistics) {
        return latent.categorical().stream()
                .mapToDouble(code -> statistics.getOrDefault(CONSISTENCY + code.name(), 0.0))
                .sum();
    }

    /** What is to be saved with the weights. */
    public Map<String, Tensor> memory() {
        settle();
        Map<String, Tensor> memory = new LinkedHashMap<>();
        if (regrouping != null) {
            regrouping.found().forEach((code, tensor) -> memory.put("regrouping." + code, tensor));
        }
        return memory;
    }

    /** Told that {@link #memory} was brought to what was saved. */
    public void restored() {
        agreements.values().forEach(Agreement::close);
        agreements.clear();
        if (regrouping != null) {
            regrouping.restored();
        }
    }

    /**
     * What two warps of each real item have in common to Q, less the cost of groups that are to come to another
     * category; to be maximised.
     */
    public Tensor gain(Step step) {
        List<Some> moved = moved(step);
        int count = step.latents().count();
        int extra = moved.stream().mapToInt(some -> some.wanted().length).sum();
        long first = step.number() * 2 * (count + latent.categorical().size() * (long) mostMoved(count));
        Tensor one = warp.draw(first, count + extra);
        Tensor other = warp.draw(first + count + extra, count + extra);
        Tensor images = step.real();
        for (Some some : moved) {
            images = some.wanted().length == 0 ? images : Tensors.concatenate(images, some.images());
        }
        Tensor warped = Tensors.concatenate(warp.apply(images, one), warp.apply(images, other)); // [2(N + M), c, h, w]
        if (colours != null) {
            warped = colours.apply(warped, first);
        }
        Tensor outputs = networks.outputs(networks.trunk().forward(warped, Mode.TRAIN), Mode.TRAIN);
        Tensor left = outputs.narrow(0, 0, count + extra);
        Tensor right = outputs.narrow(0, count + extra, count + extra);
        Tensor sum = Tensors.zero();
        for (Code.Categorical code : latent.categorical()) {
            sum = sum.add(alike(step, code, left.narrow(0, 0, count), right.narrow(0, 0, count)));
        }
        for (Code.Continuous code : latent.continuous()) {
            if (config.continuous() > 0 && information.lambda(code, step.number()) > 0) {
                Tensor change = values(left, code).sub(values(right, code)).narrow(0, 0, count);
                sum = sum.sub(uneven(step, code, change, one.sub(other).narrow(0, 0, count)));
            }
        }
        int at = count;
        for (int i = 0; i < moved.size(); i++) {
            int[] wanted = moved.get(i).wanted();
            Code.Categorical code = latent.categorical().get(i);
            step.notes().put("moved/" + code.name(), moved.get(i).all());
            if (wanted.length > 0) {
                Tensor seen = logits(left, code).narrow(0, at, wanted.length);
                Tensor seenAgain = logits(right, code).narrow(0, at, wanted.length);
                sum = sum.sub(elsewhere(code, wanted, seen, seenAgain));
                at += wanted.length;
            }
        }
        return sum;
    }

    /** The information of the categories of two warps of each image about each other. */
    private Tensor alike(Step step, Code.Categorical code, Tensor left, Tensor right) {
        Tensor shared =
                Losses.mutualInformation(torch.softmax(logits(left, code), 1), torch.softmax(logits(right, code), 1));
        step.notes().put(CONSISTENCY + code.name(), shared);
        return shared.mul(Tensors.scalar(config.weight()));
    }

    /** How unlike each other the changes of a code from one warp to the other are, given the warps. */
    private Tensor uneven(Step step, Code.Continuous code, Tensor change, Tensor warps) {
        Tensor uneven = Losses.unevenResponse(change, warps);
        step.notes().put("uneven/" + code.name(), uneven);
        return uneven.mul(Tensors.scalar(config.continuous()));
    }

    /** Cross-entropy of the categories that items should come to, in both warps. */
    private Tensor elsewhere(Code.Categorical code, int[] to, Tensor seen, Tensor seenAgain) {
        Tensor wanted = Tensors.oneHot(to, code.size());
        Agreement now = new Agreement(
                Losses.agreement(seen, wanted).retainReference(),
                Losses.agreement(seenAgain, wanted).retainReference());
        Agreement before = agreements.put(code, now);
        if (before != null) {
            before.close();
        }
        if (!seen.is_cuda()) {
            settle();
        }
        return Losses.categorical(seen, wanted).add(Losses.categorical(seenAgain, wanted));
    }

    /** Switches the term off for codes whose Q agreed. On a GPU that is asked at some steps only. */
    private void settle() {
        agreements.forEach((code, agreed) -> {
            if (agreed.isReached()) {
                Objects.requireNonNull(regrouping).settled(code);
            }
            agreed.close();
        });
        agreements.clear();
    }

    /** For each category code some real items that are to come to another category. */
    private List<Some> moved(Step step) {
        if (regrouping == null) {
            return List.of();
        }
        if (step.number() % SETTLED_EVERY == 0) {
            settle();
        }
        Regrouping known = regrouping;
        if (step.number() >= starts.steps()) {
            known.look(step.number());
        }
        return latent.categorical().stream()
                .map(code ->
                        known.draw(code, step.number(), mostMoved(step.latents().count())))
                .toList();
    }

    /** Of each code. */
    private int mostMoved(int batch) {
        return regrouping == null ? 0 : Math.max(1, batch / MOVED_SHARE);
    }

    private Tensor logits(Tensor outputs, Code.Categorical code) {
        return outputs.narrow(1, latent.outputOffset(code), code.size());
    }

    private Tensor values(Tensor outputs, Code.Continuous code) {
        return outputs.narrow(1, latent.outputOffset(code), 1);
    }

    @Override
    public void close() {
        agreements.values().forEach(Agreement::close);
        if (regrouping != null) {
            regrouping.close();
        }
    }
}
