package dev.facet.method.consistency;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Share;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.InfoGanConfig.Consistency;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.method.consistency.Neighbours.Compared;
import dev.facet.method.consistency.Regrouping.Some;
import dev.facet.method.game.Information;
import dev.facet.method.game.Losses;
import dev.facet.method.game.Priors;
import dev.facet.method.game.Starts;
import dev.facet.method.game.Step;
import dev.facet.model.Networks;
import dev.facet.model.PixelRange;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;

/**
 * Trains Q on pairs of random warps of one real image ({@link InfoGanConfig.Consistency}): the categories should stay
 * the same, and continuous codes should respond to a warp in the same way for all images. Which classes the categories
 * find this way depends on chance; several {@link Starts} and {@link Regrouping} make up for that. Uses no labels.
 * Holds native memory.
 */
public final class SelfConsistency implements AutoCloseable {
    /**
     * A batch divided by this is the largest number of items that are added per code because they should move to
     * another category.
     */
    private static final int MOVED_SHARE = 4;

    /**
     * When Q agrees with this share of a group, the group's term is switched off. Most of the remaining items do not
     * belong to the group.
     */
    private static final double AGREED = 0.8;

    /** Steps between checks on a GPU of how far Q agrees with groups. Each check waits for the device. */
    private static final int SETTLED_EVERY = 10;

    private static final String CONSISTENCY = "consistency/";

    private final LatentSpec latent;
    private final Consistency config;
    private final List<Code.Continuous> followed;
    private final Networks networks;
    private final Information information;
    private final Priors priors;
    private final Warp warp;
    private final @Nullable ColourChange colours;
    private final Starts starts;
    private final @Nullable Regrouping regrouping;
    /** How far Q agrees with groups, while a GPU may still be computing it. */
    private final Map<Code.Categorical, Agreement> agreements = new LinkedHashMap<>();

    /** The shares of a group that Q puts in the new category, for the two warps. */
    private record Agreement(Tensor one, Tensor other) {
        boolean isReached() {
            return (one.item_double() + other.item_double()) / 2 >= AGREED;
        }

        void close() {
            one.close();
            other.close();
        }
    }

    /**
     * @param information says from which step each continuous code counts
     * @param priors say how much categories should be of equal size
     */
    public SelfConsistency(RunConfig run, Dataset data, Networks networks, Information information, Priors priors) {
        latent = run.latent();
        config = run.infogan().consistency();
        followed = run.infogan().categories().areOwn() ? List.of() : latent.continuous();
        this.networks = networks;
        this.information = information;
        this.priors = priors;
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
                        latent,
                        networks,
                        data,
                        compared(run, inColour),
                        config.regroupEvery(),
                        Draws.seed(seed, "regrouping"))
                : null;
    }

    /** What says which items are alike: what the categories see of them. */
    private static Compared compared(RunConfig run, boolean inColour) {
        InfoGanConfig.Categories categories = run.infogan().categories();
        if (categories.areOwn() && categories.input() == InfoGanConfig.Input.EDGES) {
            return Compared.EDGES;
        }
        return inColour ? Compared.GREY : Compared.ALL;
    }

    /** Whether the consistency term has a weight above 0. */
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

    /** Tensors to save together with the weights, by name. */
    public Map<String, Tensor> memory() {
        settle();
        Map<String, Tensor> memory = new LinkedHashMap<>();
        if (regrouping != null) {
            regrouping.found().forEach((code, tensor) -> memory.put("regrouping." + code, tensor));
        }
        return memory;
    }

    /** Called after {@link #memory} has been filled from a checkpoint. */
    public void restored() {
        agreements.values().forEach(Agreement::close);
        agreements.clear();
        if (regrouping != null) {
            regrouping.restored();
        }
    }

    /**
     * Two warps of each of a step's real items, and of items that should move to another category.
     *
     * @param items {@code [2 (N + M), c, h, w]}: the first warp of all, then the second
     */
    public record Views(Tensor items, Tensor one, Tensor other, List<Some> moved) {}

    /** Like {@link #gain(Step, Views, Tensor)}, with Q on D's trunk. */
    public Tensor gain(Step step) {
        Views views = views(step);
        return gain(step, views, networks.outputs(networks.trunk().forward(views.items(), Mode.TRAIN), Mode.TRAIN));
    }

    /** The views of a step's real items. */
    public Views views(Step step) {
        List<Some> moved = moved(step);
        int all = step.share().of();
        int extra = moved.stream().mapToInt(some -> some.share().of()).sum();
        long first = step.number() * 2 * (all + latent.categorical().size() * (long) mostMoved(all));
        long[] ones = numbers(first, step.share(), moved);
        long[] others = LongStream.of(ones).map(number -> number + all + extra).toArray();
        Tensor one = warp.draw(ones);
        Tensor other = warp.draw(others);
        Tensor images = step.real();
        for (Some some : moved) {
            images = some.wanted().length == 0 ? images : Tensors.concatenate(images, some.images());
        }
        Tensor warped = Tensors.concatenate(warp.apply(images, one), warp.apply(images, other)); // [2(N + M), c, h, w]
        if (colours != null) {
            warped = colours.apply(
                    warped,
                    LongStream.concat(LongStream.of(ones), LongStream.of(others))
                            .toArray());
        }
        return new Views(warped, one, other, moved);
    }

    /**
     * The numbers of the draws of one warp: those of a share of the real items, then those of shares of moved ones.
     * They do not depend on how the batch is divided.
     */
    private static long[] numbers(long first, Share share, List<Some> moved) {
        LongStream all = LongStream.range(share.first(), share.first() + share.count());
        long before = share.of();
        for (Some some : moved) {
            long at = before + some.share().first();
            all = LongStream.concat(all, LongStream.range(at, at + some.share().count()));
            before += some.share().of();
        }
        return all.map(number -> first + number).toArray();
    }

    /**
     * The consistency of Q between two warps of each real item, minus the loss of groups that should move to another
     * category. To be maximised.
     *
     * @param outputs Q's outputs for the views
     */
    public Tensor gain(Step step, Views views, Tensor outputs) {
        List<Some> moved = views.moved();
        int count = step.latents().count();
        int extra = (int) (views.items().size(0) / 2) - count;
        Tensor left = outputs.narrow(0, 0, count + extra);
        Tensor right = outputs.narrow(0, count + extra, count + extra);
        Tensor sum = Tensors.zero();
        for (Code.Categorical code : latent.categorical()) {
            sum = sum.add(alike(step, code, left.narrow(0, 0, count), right.narrow(0, 0, count)));
        }
        for (Code.Continuous code : followed) {
            if (config.continuous() > 0 && information.lambda(code, step.number()) > 0) {
                Tensor change = values(left, code).sub(values(right, code)).narrow(0, 0, count);
                sum = sum.sub(uneven(
                        step, code, change, views.one().sub(views.other()).narrow(0, 0, count)));
            }
        }
        int at = count;
        for (int i = 0; i < moved.size(); i++) {
            int[] wanted = moved.get(i).wanted();
            Code.Categorical code = latent.categorical().get(i);
            step.notes().put("moved/" + code.name(), moved.get(i).all());
            int all = moved.get(i).share().of();
            if (all > 0) {
                Tensor seen = logits(left, code).narrow(0, at, wanted.length);
                Tensor seenAgain = logits(right, code).narrow(0, at, wanted.length);
                sum = sum.sub(elsewhere(code, wanted, all, seen, seenAgain));
                at += wanted.length;
            }
        }
        return sum;
    }

    /** The mutual information between the categories of two warps of each image, with the weight of the term. */
    private Tensor alike(Step step, Code.Categorical code, Tensor left, Tensor right) {
        Tensor pairs = Losses.pairs(torch.softmax(logits(left, code), 1), torch.softmax(logits(right, code), 1));
        priors.confused(step, code, pairs);
        double balance = priors.balance(code, step.number(), config.balance());
        Tensor shared = Losses.mutualInformation(pairs, balance);
        try (NoGradGuard guard = new NoGradGuard()) {
            step.notes().put(CONSISTENCY + code.name(), balance == 1 ? shared : Losses.mutualInformation(pairs));
        }
        return shared.mul(Tensors.scalar(config.weight()));
    }

    /** How unevenly a continuous code responds to the warps ({@link Losses#unevenResponse}). */
    private Tensor uneven(Step step, Code.Continuous code, Tensor change, Tensor warps) {
        Tensor widths = change.div(Tensors.scalar(code.at(1) - code.at(0)));
        Tensor uneven = Losses.unevenResponse(widths, warps);
        step.notes().put("uneven/" + code.name(), uneven);
        return uneven.mul(Tensors.scalar(config.continuous()));
    }

    /** Cross-entropy of the new categories of items that should move, summed over both warps. */
    private Tensor elsewhere(Code.Categorical code, int[] to, int all, Tensor seen, Tensor seenAgain) {
        Tensor wanted = Tensors.oneHot(to, code.size());
        Agreement now = new Agreement(
                agreement(seen, wanted, all).retainReference(),
                agreement(seenAgain, wanted, all).retainReference());
        Agreement before = agreements.put(code, now);
        if (before != null) {
            before.close();
        }
        if (!seen.is_cuda()) {
            settle();
        }
        return Losses.categorical(seen, wanted, all).add(Losses.categorical(seenAgain, wanted, all));
    }

    /** The share of {@code all} rows, which several processes may have divided, for which Q agrees. */
    private static Tensor agreement(Tensor seen, Tensor wanted, int all) {
        Group group = Group.current();
        if (group.isAlone()) {
            return Losses.agreement(seen, wanted);
        }
        Tensor agreed = seen.size(0) == 0
                ? Tensors.zero()
                : Losses.agreement(seen, wanted).mul(Tensors.scalar((double) seen.size(0) / all));
        return group.total(agreed);
    }

    /** Switches the term off for codes whose groups Q has accepted. On a GPU this is checked only at some steps. */
    private void settle() {
        agreements.forEach((code, agreed) -> {
            if (agreed.isReached()) {
                Objects.requireNonNull(regrouping).settled(code);
            }
            agreed.close();
        });
        agreements.clear();
    }

    /** For each categorical code, some real items that should move to another category. */
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
                        known.draw(code, step.number(), mostMoved(step.share().of())))
                .toList();
    }

    /** The largest number of moved items per code. */
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
