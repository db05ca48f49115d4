package dev.facet.method.game;

import java.util.List;
import java.util.stream.Collectors;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.InfoGanConfig.Gradient;
import dev.facet.config.InfoGanConfig.Sigma;
import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;

/** The variational bound of the mutual information between codes and images (InfoGAN, equation 5), as Q's loss. */
public final class Information {
    private static final double SMALLEST_SHARE = 1e-12;
    /** The share of the most information from which on a continuous code is no longer boosted. */
    private static final double ENOUGH = 0.4;

    private final LatentSpec latent;
    private final InfoGanConfig config;
    private final List<Code> codes;
    private final Priors priors;

    /** The information about some of the codes of {@code latent}, whose priors are not learned. */
    public Information(LatentSpec latent, InfoGanConfig config, List<? extends Code> codes) {
        this(latent, config, codes, Priors.fixed(latent));
    }

    /** The information about some of the codes of {@code latent}. */
    public Information(LatentSpec latent, InfoGanConfig config, List<? extends Code> codes, Priors priors) {
        this.latent = latent;
        this.priors = priors;
        this.config = config;
        this.codes = List.copyOf(codes);
    }

    /**
     * Σ λ · (−log Q(c | x)) over the codes.
     *
     * @param outputs Q's outputs, fp32 {@code [N, outputs]}
     * @param rows the latent rows that the images were generated from {@code [N, width]}
     */
    public Tensor loss(Step step, Tensor outputs, Tensor rows) {
        return loss(step, outputs, rows, false);
    }

    /** Like {@link #loss}; also notes L_I of each code in nats. */
    public Tensor notedLoss(Step step, Tensor outputs, Tensor rows) {
        return loss(step, outputs, rows, true);
    }

    /**
     * Q's loss on real images. It is zero, except with {@link Sigma#BOOK}, which reproduces a defect of the book.
     *
     * @param outputs Q's outputs on real images
     * @param rows latent rows, which are unrelated to these images
     */
    public Tensor lossOnReal(Step step, Tensor outputs, Tensor rows) {
        return config.sigma() == Sigma.BOOK ? loss(step, outputs, rows) : Tensors.zero();
    }

    /**
     * Notes how evenly real images use the categories: the entropy of the mean distribution of {@code outputs}. Learned
     * priors follow it.
     */
    public void noteUsage(Step step, Tensor outputs) {
        for (Code code : codes) {
            if (code instanceof Code.Categorical categorical) {
                Tensor shares = Group.current()
                        .average(torch.softmax(outputs.narrow(1, latent.outputOffset(code), code.outputs()), 1)
                                .mean(new long[] {0}));
                priors.seen(step, categorical, shares);
                Tensor logarithms =
                        shares.clamp_min(Tensors.scalar(SMALLEST_SHARE)).log();
                step.notes()
                        .put(
                                "usage/" + code.name(),
                                shares.mul(logarithms).sum().neg());
            }
        }
    }

    /** Whether the term trains D's trunk in D's phase. If not, Q must read the codes from detached features. */
    public boolean reachesTrunk() {
        return config.gradient() == Gradient.TRUNK;
    }

    /** The weight of a code's term at a step. */
    public double lambda(Code code, long step) {
        boolean early = !(code instanceof Code.Categorical) && step < config.continuousFromStep();
        return early ? 0 : config.lambda(code);
    }

    /** The step at which the continuous codes begin to count, if that is later than the first. */
    public List<Milestone> milestones() {
        long from = config.continuousFromStep();
        String continuous = codes.stream()
                .filter(code -> code instanceof Code.Continuous && lambda(code, from) > 0)
                .map(Code::name)
                .collect(Collectors.joining(", "));
        return from == 0 || continuous.isEmpty()
                ? List.of()
                : List.of(new Milestone(
                        from,
                        continuous + " will mean nothing: continuous codes count from that step on"
                                + " (infogan.continuous-from-step)"));
    }

    private Tensor loss(Step step, Tensor outputs, Tensor rows, boolean note) {
        Tensor sum = Tensors.zero();
        for (Code code : codes) {
            double lambda = lambda(code, step.number());
            if (lambda == 0 && !note) {
                continue;
            }
            Tensor q = outputs.narrow(1, latent.outputOffset(code), code.outputs());
            Tensor c = rows.narrow(1, latent.offset(code), code.width());
            Tensor cost = cost(code, q, c);
            if (note) {
                step.notes().put("nats/" + code.name(), cost, nats -> priors.entropy(code) - nats);
                step.notes().put("max_nats/" + code.name(), mostInformation(code));
            }
            if (lambda > 0) {
                Tensor term = cost.mul(Tensors.scalar(lambda));
                sum = sum.add(isBoosted(code) ? term.mul(boost(code, cost.detach())) : term);
            }
        }
        return sum;
    }

    /** Where sigma is 1, a uniform code can say nothing, whatever Q learns. */
    private boolean isBoosted(Code code) {
        return code instanceof Code.Continuous && config.continuousBoost() > 1 && mostInformation(code) > 0;
    }

    /** How many times a continuous code's term counts: the boost at 0 nats, once from a share of the most on. */
    private Tensor boost(Code code, Tensor cost) {
        double enough = ENOUGH * mostInformation(code);
        Tensor missing = Group.current()
                .average(cost)
                .add(Tensors.scalar(enough - priors.entropy(code)))
                .div(Tensors.scalar(enough))
                .clamp(Tensors.optional(0), Tensors.optional(1));
        return missing.mul(Tensors.scalar(config.continuousBoost() - 1)).add(Tensors.scalar(1));
    }

    private Tensor cost(Code code, Tensor q, Tensor c) {
        if (code instanceof Code.Categorical) {
            return Losses.categorical(q, c);
        }
        Tensor mean = q.select(1, 0);
        Tensor value = c.select(1, 0);
        return switch (config.sigma()) {
            case LEARNED -> Losses.gaussian(mean, q.select(1, 1), value, config.minLogVariance());
            case FIXED -> Losses.gaussian(mean, value);
            case BOOK -> Losses.asInTheBook(mean, value);
        };
    }

    private double mostInformation(Code code) {
        double smallestSigma = config.sigma() == Sigma.LEARNED ? Math.exp(0.5 * config.minLogVariance()) : 1;
        return code instanceof Code.Continuous c ? c.mostInformation(smallestSigma) : priors.entropy(code);
    }
}
