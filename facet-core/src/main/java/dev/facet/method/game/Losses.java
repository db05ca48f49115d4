package dev.facet.method.game;

import java.util.function.UnaryOperator;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;

/**
 * Adversarial losses and likelihoods. Every loss is a mean over the batch, in fp32; likelihoods are in nats. If several
 * processes share a batch, it is a mean over their rows, and the mean of the ranks' losses is that of the batch; what
 * is no mean over rows is computed from those of all ranks.
 */
public final class Losses {
    private static final double LOG_2_PI = Math.log(2 * Math.PI);
    private static final double SMALLEST_PROBABILITY = 1e-8;
    private static final double KERAS_EPSILON = 1e-7;
    private static final double TINY = 1e-12;
    private static final double RIDGE = 1e-4;
    /**
     * The mean squared response to warps at which the gradient of its unevenness is halved, for codes whose half-width
     * is 1. A code that says nothing yet, or that rightly ignores warps, such as one for stroke weight, has little to
     * answer evenly.
     */
    private static final double SMALL_RESPONSE = 0.03;

    private static final double NO_RESPONSE = 1e-9;

    private Losses() {}

    /** Mean squared difference, over the batch and all dimensions. */
    public static Tensor meanSquare(Tensor found, Tensor wanted) {
        return found.sub(wanted).pow(Tensors.scalar(2)).mean();
    }

    /**
     * −log D(x) from logits: D's loss on real images, and G's non-saturating loss on generated images (Goodfellow et
     * al. 2014).
     */
    public static Tensor real(Tensor logits) {
        return torch.softplus(logits.to(ScalarType.Float).neg()).mean();
    }

    /** −log(1 − D(x)) from logits: D's loss on generated images. */
    public static Tensor fake(Tensor logits) {
        return torch.softplus(logits.to(ScalarType.Float)).mean();
    }

    /** Half the mean squared distance between D's outputs and {@code target} (LSGAN: Mao et al. 2017, equation 9). */
    public static Tensor square(Tensor outputs, double target) {
        return outputs.to(ScalarType.Float)
                .sub(Tensors.scalar(target))
                .pow(Tensors.scalar(2))
                .mean()
                .mul(Tensors.scalar(0.5));
    }

    /** max(0, 1 − D(x)): the hinge loss on real images. For generated images pass −D(x) (Lim, Ye 2017). */
    public static Tensor hinge(Tensor outputs) {
        return torch.relu(outputs.to(ScalarType.Float).neg().add(Tensors.scalar(1)))
                .mean();
    }

    /** D's mean output; Wasserstein losses are made from it (Arjovsky, Chintala, Bottou 2017). */
    public static Tensor mean(Tensor outputs) {
        return outputs.to(ScalarType.Float).mean();
    }

    /**
     * E|∇D(x)|², the mean squared norm of D's gradient with respect to the images. It can be differentiated if all of
     * D's operations can be differentiated twice.
     */
    public static Tensor squaredSlope(Tensor images, UnaryOperator<Tensor> discriminator) {
        return squaredNorms(images, discriminator).mean();
    }

    /** E(|∇D(x)| − 1)². */
    public static Tensor slopeFromOne(Tensor images, UnaryOperator<Tensor> discriminator) {
        return squaredNorms(images, discriminator)
                .add(Tensors.scalar(TINY)) // the square root is not differentiable at 0
                .sqrt()
                .sub(Tensors.scalar(1))
                .pow(Tensors.scalar(2))
                .mean();
    }

    /** |∇D(x)|² for each image, fp32 {@code [N]}. */
    private static Tensor squaredNorms(Tensor images, UnaryOperator<Tensor> discriminator) {
        Tensor x = images.detach().clone().requires_grad_(true);
        Tensor sum = discriminator.apply(x).to(ScalarType.Float).sum();
        Tensor slope = torch.grad(
                        new TensorVector(sum),
                        new TensorVector(x),
                        new TensorVector(),
                        new BoolOptional(true),
                        true,
                        false)
                .get(0);
        return squares(slope.to(ScalarType.Float));
    }

    /**
     * The gradient of two losses at images, the second's no longer than {@code limit} times the first's at each image.
     * Both graphs are used up.
     *
     * @param x images {@code [N, c, h, w]} that both losses were computed from
     * @return a loss whose gradient at {@code x} is this, and whose value is the sum of both
     */
    public static Tensor limited(Tensor x, Tensor first, Tensor second, double limit) {
        Tensor leading = gradient(first, x);
        Tensor following = gradient(second, x);
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor factor = squares(leading)
                    .sqrt()
                    .mul(Tensors.scalar(limit))
                    .div(squares(following).sqrt().add(Tensors.scalar(TINY)))
                    .clamp_max(Tensors.scalar(1));
            leading = leading.addcmul(following, factor.view(-1, 1, 1, 1));
        }
        Tensor product = x.to(ScalarType.Float).mul(leading).sum();
        return product.sub(product.detach()).add(first.detach()).add(second.detach());
    }

    /** The gradient of a loss at {@code x}, fp32. */
    private static Tensor gradient(Tensor loss, Tensor x) {
        return torch.grad(new TensorVector(loss), new TensorVector(x)).get(0).to(ScalarType.Float);
    }

    /** The sum of squares of each row: {@code [N, …]} to {@code [N]}. */
    private static Tensor squares(Tensor rows) {
        return rows.pow(Tensors.scalar(2)).reshape(rows.size(0), -1).sum(1);
    }

    /**
     * The share of rows in which the largest of {@code logits [N, k]} is at the class in {@code oneHot [N, k]}. Has no
     * graph.
     */
    public static Tensor agreement(Tensor logits, Tensor oneHot) {
        LongOptional columns = new LongOptional(1);
        return logits.detach()
                .argmax(columns, false)
                .eq(oneHot.argmax(columns, false))
                .to(ScalarType.Float)
                .mean();
    }

    /** −log q(c) of a category, from {@code logits [N, k]} and {@code oneHot [N, k]}. */
    public static Tensor categorical(Tensor logits, Tensor oneHot) {
        return torch.log_softmax(logits, 1).mul(oneHot).sum(1).mean().neg();
    }

    /**
     * {@link #categorical} for rows that are not divided equally among processes, as their share of {@code all} rows.
     */
    public static Tensor categorical(Tensor logits, Tensor oneHot, int all) {
        Group group = Group.current();
        return group.isAlone()
                ? categorical(logits, oneHot)
                : torch.log_softmax(logits, 1).mul(oneHot).sum().mul(Tensors.scalar(-(double) group.size() / all));
    }

    /**
     * −log N(c; mean, variance), with {@code variance = exp(clamp(logVariance, least))}; all tensors are {@code [N]}.
     * Without the clamp, the likelihood of a code that Q recovers exactly is unbounded.
     */
    public static Tensor gaussian(Tensor mean, Tensor logVariance, Tensor code, double least) {
        Tensor clamped = logVariance.clamp(Tensors.optional(least));
        return mean.sub(code)
                .pow(Tensors.scalar(2))
                .mul(clamped.neg().exp())
                .add(clamped)
                .mean()
                .add(Tensors.scalar(LOG_2_PI))
                .mul(Tensors.scalar(0.5));
    }

    /**
     * −c log q, where q is a sigmoid; both tensors are {@code [N]}. This is not a likelihood: see
     * {@link dev.facet.config.InfoGanConfig.Sigma#BOOK}.
     */
    public static Tensor asInTheBook(Tensor logit, Tensor code) {
        return torch.sigmoid(logit)
                .add(Tensors.scalar(KERAS_EPSILON))
                .log()
                .mul(code)
                .mean()
                .neg();
    }

    /** −log N(c; mean, 1); both {@code [N]}. */
    public static Tensor gaussian(Tensor mean, Tensor code) {
        return mean.sub(code)
                .pow(Tensors.scalar(2))
                .mean()
                .add(Tensors.scalar(LOG_2_PI))
                .mul(Tensors.scalar(0.5));
    }

    /**
     * How often two assignments of the same N items give each pair of k clusters, fp32 {@code [k, k]}: the symmetrised
     * mean of {@code a bᵀ}, at least {@value #SMALLEST_PROBABILITY} each (Ji, Henriques, Vedaldi 2019, equation 3).
     *
     * @param a probabilities {@code [N, k]}
     * @param b likewise
     */
    public static Tensor pairs(Tensor a, Tensor b) {
        Tensor joint = Group.current().average(a.t().matmul(b).div(Tensors.scalar(a.size(0)))); // [k, k]
        return joint.add(joint.t()).mul(Tensors.scalar(0.5)).clamp(Tensors.optional(SMALLEST_PROBABILITY));
    }

    /**
     * Mutual information of two assignments, in nats, from P = {@link #pairs}: {@code Σ P (log P − log row − log
     * column)}.
     */
    public static Tensor mutualInformation(Tensor pairs) {
        return pairs.mul(
                        pairs.log().sub(over(pairs, 1).log()).sub(over(pairs, 0).log()))
                .sum();
    }

    /**
     * Mutual information in which the entropy of the clusters has the weight {@code balance}, in nats: {@code balance ·
     * H(a) − H(a | b)}. With 1 it is {@link #mutualInformation}. The less, the less it gains to divide what is alike.
     *
     * @param pairs symmetric, {@code [k, k]}
     */
    public static Tensor mutualInformation(Tensor pairs, double balance) {
        if (balance == 1) {
            return mutualInformation(pairs);
        }
        Tensor marginals = over(pairs, 1).log().add(over(pairs, 0).log());
        return pairs.mul(pairs.log().sub(marginals.mul(Tensors.scalar((1 + balance) / 2))))
                .sum();
    }

    private static Tensor over(Tensor pairs, long dimension) {
        return pairs.sum(new long[] {dimension}, true, new ScalarTypeOptional());
    }

    /**
     * How unevenly codes respond to warps. One linear function of the warps is fitted for all images; the result is the
     * share of the response that it does not explain (1 &minus; R²), from 0 to about 1, summed over the k codes. A
     * share, because the squared residual itself is least where codes of real images ignore warps, whatever they mean
     * in generated ones.
     *
     * @param codes difference between the codes of two warps of each image {@code [N, k]}, in half-widths of each code
     * @param warps difference between the two warps {@code [N, 6]}
     */
    public static Tensor unevenResponse(Tensor codes, Tensor warps) {
        Group group = Group.current();
        Tensor response; // [6, k]; may be constant in the gradient, since it minimises the residual
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor gram = group.total(warps.t().matmul(warps))
                    .add(torch.eye(warps.size(1), warps.options()).mul(Tensors.scalar(RIDGE)));
            response = torch.linalg_solve(gram, group.total(warps.t().matmul(codes)), true);
        }
        Tensor own = meanSquare(codes); // [k], of this rank's rows
        Tensor unexplained = meanSquare(codes.sub(warps.matmul(response)));
        Tensor all = group.average(own.detach()); // [k], of all ranks
        Tensor share = group.average(unexplained.detach()).div(all.add(Tensors.scalar(NO_RESPONSE)));
        // the gradient of a quotient of means over all ranks, of which each rank has its own rows; where responses are
        // small, it is smaller, but never asks for smaller ones
        Tensor rest = unexplained.sub(share.mul(own));
        return rest.sub(rest.detach())
                .div(all.add(Tensors.scalar(SMALL_RESPONSE)))
                .add(share)
                .sum();
    }

    private static Tensor meanSquare(Tensor rows) {
        return rows.pow(Tensors.scalar(2)).mean(new long[] {0});
    }
}
