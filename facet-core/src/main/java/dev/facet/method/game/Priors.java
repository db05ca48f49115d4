package dev.facet.method.game;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.codes.Prior;
import dev.facet.config.PriorConfig;
import dev.facet.config.RunConfig;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Network;
import dev.facet.torch.Tensors;

/**
 * The shares of categories that training learns ({@link PriorConfig}). They follow how often Q finds each category in
 * real items, as a slow average, and rows are drawn from them. With {@link Prior#AUTO}, categories also end empty:
 * {@link Merging} finds those that are part of another. An empty category has share 0, and the recogniser's output for
 * it is so low that it is never read; its items go to the category that comes next. Shares change every
 * {@value #EVERY} steps only, since each change waits for the device. All of it is saved with the weights. Uses no
 * labels. Holds native memory.
 */
public final class Priors implements AutoCloseable {
    private static final int EVERY = 10;
    /** Steps in which the memory of confused categories halves. */
    private static final double CONFUSION_HALF_LIFE = 25;
    /** Confused categories are merged in this part of the training, so that those left have the other to settle. */
    private static final double MERGING = 0.5;
    /** Categories that hardly any item has end in this part of the training. */
    private static final double ENDING = 0.9;
    /**
     * Shares of a given number of categories follow from this part of the training on. Before, some categories still
     * hold two classes, which equal shares help to part; shares that follow would hold them together.
     */
    private static final double SETTLED = 0.5;
    /** The logit of an empty category. Its probability is 0 in fp32, at any temperature that a calibration may find. */
    private static final double NEVER = -1e6;

    private static final LatentSpec NOTHING = new LatentSpec(new Noise(1, Noise.Distribution.NORMAL), List.of());

    private static final String PREFIX = "prior.";
    private static final String SEEN = ".seen";
    private static final String PAIRS = ".pairs";

    private final LatentSpec given;
    private final PriorConfig config;
    private final long from;
    private final long steps;
    private final Map<String, Tensor> shares = new LinkedHashMap<>();
    /** Sums over steps of the shares of real items. */
    private final Map<String, Tensor> seen = new LinkedHashMap<>();
    /** How often two warps of a real item get each pair of categories. */
    private final Map<String, Tensor> pairs = new LinkedHashMap<>();

    private LatentSpec latent;

    /** The priors of a run. Shares are equal at first. */
    public Priors(RunConfig run) {
        this(run.latent(), run.infogan().prior(), from(run), run.training().steps());
    }

    private Priors(LatentSpec given, PriorConfig config, long from, long steps) {
        this.given = given;
        this.config = config;
        this.from = from;
        this.steps = steps;
        latent = given;
        try (PointerScope scope = new PointerScope()) {
            for (Code.Categorical code : given.learned()) {
                float[] equal = new float[code.size()];
                Arrays.fill(equal, 1f / code.size());
                shares.put(code.name(), Tensors.of(equal, code.size()).retainReference());
                seen.put(
                        code.name(),
                        Tensors.zeros(ScalarType.Float, code.size()).retainReference());
                if (code.prior() == Prior.AUTO) {
                    Tensor none = Tensors.zeros(ScalarType.Float, code.size(), code.size());
                    pairs.put(code.name(), none.retainReference());
                }
            }
        }
    }

    /** The priors of codes as they are given; nothing is learned. */
    static Priors fixed(LatentSpec latent) {
        Priors none = new Priors(NOTHING, new PriorConfig(0, 1, 0.1, 1, 1), Long.MAX_VALUE, 0);
        none.latent = latent;
        return none;
    }

    /** While several starts are tried, shares stay equal, so that a start does not depend on the one before. */
    private static long from(RunConfig run) {
        boolean several = run.infogan().consistency().starts() > 1
                && run.infogan().consistency().weight() > 0;
        long starts = several ? run.infogan().consistency().startSteps() : 0;
        return Math.max(run.infogan().prior().fromStep(), starts);
    }

    /** The first step at which the shares of a code follow. */
    private long from(Code.Categorical code) {
        return code.prior() == Prior.AUTO ? from : Math.max(from, (long) (SETTLED * steps));
    }

    /** The name under which the shares of a code are saved. */
    public static String tensor(Code.Categorical code) {
        return PREFIX + code.name();
    }

    /** The codes with the present shares. */
    public LatentSpec latent() {
        return latent;
    }

    /** H(c) of the present prior of a code, in nats. */
    double entropy(Code code) {
        return now(code).entropy();
    }

    /**
     * The weight of the categories' entropy in self-consistency at a step. It is below 1 only where there are more
     * categories than needed: with a given number, two classes would come to share a category.
     *
     * @param usual the weight for categories that are equally frequent; more than 1 is not for others
     */
    public double balance(Code.Categorical code, long step, double usual) {
        return switch (code.prior()) {
            case UNIFORM -> usual;
            case LEARNED -> Math.min(1, usual);
            case AUTO -> step >= from ? config.balance() : Math.min(1, usual);
        };
    }

    /** The steps from which shares follow the data, if those are later than the first. */
    public List<Milestone> milestones() {
        return given.learned().stream()
                .filter(code -> from(code) > 0)
                .map(code -> new Milestone(
                        from(code),
                        "the categories of " + code.name()
                                + " stay equally frequent: their shares are learned from that"
                                + " step on (infogan.prior.from-step)"))
                .toList();
    }

    /** Takes in the mean probabilities {@code [k]} of real items of a step. */
    void seen(Step step, Code.Categorical code, Tensor probabilities) {
        Tensor sum = seen.get(code.name());
        if (sum == null) {
            return;
        }
        try (NoGradGuard guard = new NoGradGuard()) {
            sum.add_(probabilities.detach());
        }
        Code.Categorical now = now(code);
        if (code.prior() == Prior.AUTO) {
            step.notes().put("categories/" + code.name(), now.used().size());
        }
    }

    /** Takes in how often two warps of real items got each pair of categories {@code [k, k]}. */
    public void confused(Step step, Code.Categorical code, Tensor found) {
        Tensor mean = pairs.get(code.name());
        if (mean == null) {
            return;
        }
        double kept = Math.pow(0.5, 1 / CONFUSION_HALF_LIFE);
        try (NoGradGuard guard = new NoGradGuard()) {
            mean.mul_(Tensors.scalar(kept)).add_(found.detach().mul(Tensors.scalar(1 - kept)));
        }
    }

    /**
     * Lets shares follow what was seen since the last time, and empties categories, if the step is due. Call before the
     * rows of the step are drawn, so that none has a category that has just ended.
     *
     * @param step the steps done before this one
     * @param head the network whose last layer outputs the logits of categories
     */
    public void follow(long step, Network head) {
        if (step % EVERY != 0) {
            return;
        }
        try (PointerScope scope = new PointerScope()) {
            for (Code.Categorical code : given.learned()) {
                float[] sums = Tensors.floats(tensor(seen, code));
                double count = 0;
                for (float sum : sums) {
                    count += sum;
                }
                if (step >= from(code) && count > 0) {
                    follow(step, now(code), sums, count, head);
                }
                fill(tensor(seen, code), new float[code.size()]);
            }
        }
    }

    private void follow(long step, Code.Categorical code, float[] sums, double count, Network head) {
        double kept = Math.pow(0.5, EVERY / config.halfLife());
        double[] next = new double[code.size()];
        for (int k = 0; k < next.length; k++) {
            next[k] = code.isUsed(k) ? kept * code.shares().get(k) + (1 - kept) * sums[k] / count : 0;
        }
        if (code.prior() == Prior.AUTO) {
            merge(step, code, next, head);
        }
        double least = config.least() / code.size();
        double sum = 0;
        for (int k = 0; k < next.length; k++) {
            next[k] = next[k] > 0 ? Math.max(least, next[k]) : 0;
            sum += next[k];
        }
        float[] learned = new float[next.length];
        for (int k = 0; k < next.length; k++) {
            learned[k] = (float) (next[k] / sum);
        }
        fill(tensor(shares, code), learned);
        latent = latent.withShares(Map.of(code.name(), list(learned)));
    }

    /** Gives the shares of categories that end empty to those that they are part of. */
    private void merge(long step, Code.Categorical code, double[] next, Network head) {
        // the first search is late enough to see what the lower balance has done
        long since = step - from;
        if (step >= ENDING * steps || since < config.mergeEvery() || since % config.mergeEvery() >= EVERY) {
            return;
        }
        // half-way to even use: early in training, warps still confuse classes more than the loss will let them
        double balance = step < MERGING * steps ? (1 + config.balance()) / 2 : Merging.NEVER;
        Merging merging = new Merging(Tensors.floats(tensor(pairs, code)), code.used(), balance);
        int[] into = merging.into(next, config.least() / code.size());
        for (int k = 0; k < into.length; k++) {
            if (code.isUsed(k) && into[k] != k) {
                silence(head, code, k);
            }
        }
        fill(tensor(pairs, code), merging.pairs());
    }

    /** Sets the output for a category so low that it is never read. Its weights get no gradient from then on. */
    private void silence(Network head, Code.Categorical code, int category) {
        int output = given.outputOffset(code) + category;
        List<Layer> layers = head.layers().layers();
        String last = head.name() + "." + layers.get(layers.size() - 1).name();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            head.parameters().value(last + ".weight").select(0, output).fill_(Tensors.scalar(0));
            head.parameters().value(last + ".bias").select(0, output).fill_(Tensors.scalar(NEVER));
        }
        head.refresh();
    }

    /** Tensors to save together with the weights, by name. */
    public Map<String, Tensor> memory() {
        Map<String, Tensor> memory = new LinkedHashMap<>();
        shares.forEach((code, tensor) -> memory.put(PREFIX + code, tensor));
        seen.forEach((code, tensor) -> memory.put(PREFIX + code + SEEN, tensor));
        pairs.forEach((code, tensor) -> memory.put(PREFIX + code + PAIRS, tensor));
        return memory;
    }

    /** Called after {@link #memory} has been filled from a checkpoint. */
    public void restored() {
        Map<String, List<Double>> saved = new LinkedHashMap<>();
        shares.forEach((code, tensor) -> saved.put(code, list(Tensors.floats(tensor))));
        latent = given.withShares(saved);
    }

    /** Shares as a list. */
    public static List<Double> list(float[] shares) {
        List<Double> list = new ArrayList<>();
        for (float share : shares) {
            list.add((double) share);
        }
        return list;
    }

    private Code now(Code code) {
        return latent.code(code.name()).orElse(code);
    }

    private Code.Categorical now(Code.Categorical code) {
        return (Code.Categorical) now((Code) code);
    }

    private static Tensor tensor(Map<String, Tensor> tensors, Code.Categorical code) {
        return Objects.requireNonNull(tensors.get(code.name()));
    }

    private static void fill(Tensor tensor, float[] values) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            tensor.copy_(Tensors.of(values, values.length).reshape(tensor.sizes()));
        }
    }

    @Override
    public void close() {
        shares.values().forEach(Tensor::close);
        seen.values().forEach(Tensor::close);
        pairs.values().forEach(Tensor::close);
    }
}
