package dev.facet.method.game;

import java.util.function.UnaryOperator;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Share;
import dev.facet.config.RunConfig;
import dev.facet.model.Networks;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;

/**
 * A term of G's loss that is 0 if no two continuous codes move an item in the same direction (OroJaR: Wei et al. 2021,
 * "Orthogonal Jacobian Regularization for Unsupervised Disentanglement in Image Generation"). With J the Jacobian of an
 * item with respect to its continuous codes c, v random signs of these codes, and half the range of a uniform code or
 * the standard deviation of a normal one as its unit,
 *
 * <pre>  q_v = ‖G(z, c + εv) − G(z, c)‖² / ε² ≈ vᵀ JᵀJ v      Var_v q_v = 2 Σ_{i≠j} (JᵀJ)²_ij</pre>
 *
 * and the variance is estimated from two draws v, w per item. Unlike in the paper, it is relative to the movement, so
 * that one weight suits all resolutions and ranges of pixels:
 *
 * <pre>  L = E[(q_v − q_w)² / 2] / (E[q_v + q_w] / 2)² ≈ 2 E[Σ_{i≠j} (JᵀJ)²_ij] / E[tr JᵀJ]²</pre>
 *
 * For two codes that do exactly the same, L is about 1. Larger or smaller movements of all codes do not change it. The
 * paper adds the activations of G's inner layers and takes the largest term; here only the items count.
 *
 * <p>Each row has its own signs. So the statistics of a batch, which normalise it, change little with the codes; the
 * running statistics are left alone.
 */
public final class OrthogonalJacobian {
    /**
     * ε. With the paper's 0.1, rounding to bf16 changes q_v of generated digits by 11 % and L by 4 %; with 0.2 by 5 %
     * and 1 %. The curvature of G changes q_v by 5 % then.
     */
    private static final double STEP = 0.2;

    private static final double TINY = 1e-12;

    private final double weight;
    private final long from;
    private final LatentSpec latent;
    private final Networks networks;
    private final long signs;

    /** The term with the weight {@code infogan.orthogonal}. */
    public OrthogonalJacobian(RunConfig run, Networks networks) {
        this.weight = run.infogan().orthogonal();
        this.from = run.infogan().continuousFromStep();
        this.latent = run.latent();
        this.networks = networks;
        this.signs = Draws.seed(run.training().seed(), "orthogonal");
    }

    /** Whether the term counts at a step: it has a weight, and the continuous codes count. */
    public boolean counts(Step step) {
        return weight > 0 && step.number() >= from;
    }

    /**
     * The weighted term, fp32. Noted as {@code loss/orthogonal}.
     *
     * @param items the items {@code [N, c, h, w]} of the step's rows, with a graph
     */
    public Tensor loss(Step step, Tensor items) {
        Draws draws = new Draws(signs, step.number());
        Tensor overlap = overlap(
                step.rows(),
                items,
                shift(step, draws),
                shift(step, draws),
                rows -> networks.generate(rows, Mode.TRAIN));
        Tensor loss = overlap.mul(Tensors.scalar(weight));
        step.notes().put("loss/orthogonal", loss);
        return loss;
    }

    /**
     * L for two changes of the rows.
     *
     * @param rows {@code [N, width]}
     * @param items {@code generate} of the rows {@code [N, …]}
     * @param one changes of the rows {@code [N, width]}
     * @param other likewise
     */
    static Tensor overlap(Tensor rows, Tensor items, Tensor one, Tensor other, UnaryOperator<Tensor> generate) {
        Tensor q = moved(rows, items, one, generate);
        Tensor p = moved(rows, items, other, generate);
        Group group = Group.current();
        Tensor variance = group.average(q.sub(p).pow(Tensors.scalar(2)).mean()).mul(Tensors.scalar(0.5));
        Tensor mean = group.average(q.add(p).mean()).mul(Tensors.scalar(0.5));
        return variance.div(mean.pow(Tensors.scalar(2)).clamp_min(Tensors.scalar(TINY)));
    }

    /** The squared length of the movement of each item {@code [N]}. Division by ε² would cancel in L. */
    private static Tensor moved(Tensor rows, Tensor items, Tensor change, UnaryOperator<Tensor> generate) {
        Tensor moved = generate.apply(rows.add(change)).to(ScalarType.Float).sub(items.to(ScalarType.Float));
        return moved.pow(Tensors.scalar(2)).flatten(1, -1).mean(new long[] {1}, false, new ScalarTypeOptional());
    }

    /** εv for the rows of a step. */
    private Tensor shift(Step step, Draws draws) {
        Share share = step.share();
        return shift(latent, draws, share.of(), STEP).narrow(0, share.first(), share.count());
    }

    /** εv in the units of the codes, for {@code count} rows {@code [count, width]}; zero for noise and categories. */
    static Tensor shift(LatentSpec latent, Draws draws, int count, double step) {
        float[] rows = new float[count * latent.width()];
        for (int row = 0; row < count; row++) {
            for (Code.Continuous code : latent.continuous()) {
                double unit = step * (code.at(1) - code.at(0));
                for (int i = 0; i < code.size(); i++) {
                    boolean up = draws.nextLong() < 0;
                    rows[row * latent.width() + latent.offset(code) + i] = (float) (up ? unit : -unit);
                }
            }
        }
        return Tensors.of(rows, count, latent.width());
    }
}
