package dev.facet.calibrate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

import dev.facet.codes.Alignment;
import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;

/**
 * Finds sliders that move items in directions at right angles, on average: the eigenvectors of M = E[JᵀJ] over draws of
 * the generator's input, with J the Jacobian of an item with respect to its uniform codes, each in units of half its
 * range. J is measured by central differences. Nothing is trained, and no data is needed.
 *
 * <p>If two sliders move items by about the same amount, their directions within their plane are arbitrary; see
 * {@link Found#determined}.
 */
public final class Aligner {
    /** Items per pass, as many on each side of each code. */
    private static final int CHUNK = 64;

    private static final int ITEMS = 1024;
    private static final double STEP = 0.05;

    private Aligner() {}

    /**
     * An alignment, and how far to believe it.
     *
     * @param before the part of all movement that each code causes as it was trained
     * @param overlap what the trained codes have in common: for each pair of codes the mean of {@code J_iᵀJ_j}, divided
     *     by the root of {@code E|J_i|² E|J_j|²}; the largest of these, without its sign, 0 to 1
     * @param uncertainty the largest angle, in degrees, between a slider and the one that half of the items give
     * @param items how many items were moved
     */
    public record Found(Alignment alignment, List<Double> before, double overlap, double uncertainty, int items) {
        private static final double UNCERTAIN = 10;
        private static final double ALIKE = 1.1;

        /**
         * Whether the directions are those of the model: half of the items give them to 10°, and no slider moves items
         * by less than 1.1 times the share of the next.
         */
        public boolean determined() {
            List<Double> shares = alignment.shares().stream()
                    .sorted(Comparator.reverseOrder())
                    .toList();
            return uncertainty <= UNCERTAIN
                    && IntStream.range(1, shares.size())
                            .allMatch(i -> shares.get(i - 1) >= ALIKE * shares.get(i) && shares.get(i - 1) > 0);
        }

        /** The same with the order and the signs of an earlier alignment. */
        public Found ordered(Alignment earlier) {
            return new Found(alignment.ordered(earlier), before, overlap, uncertainty, items);
        }
    }

    /**
     * Measures the alignment of a model that is not aligned.
     *
     * @param seed seed of the draws
     * @throws UsageException if there are not two uniform codes of one number, or they move nothing
     */
    public static Found measure(Model model, long seed) {
        LatentSpec latent = model.latent();
        List<Code.Uniform> codes = Alignment.candidates(latent);
        requireTwo(latent, codes);
        List<DMatrixRMaj> halves = List.of(
                movement(model, codes, latent.draw(seed, 0, ITEMS / 2)),
                movement(model, codes, latent.draw(seed, ITEMS / 2, ITEMS / 2)));
        DMatrixRMaj all = halves.get(0).copy();
        CommonOps_DDRM.addEquals(all, halves.get(1));
        double total = CommonOps_DDRM.trace(all);
        if (!(total > 0) || Double.isInfinite(total)) {
            throw new UsageException("the continuous codes of this model move nothing, so no directions can be found:"
                    + " the movement of its items is " + total + ". Train a run longer.");
        }
        List<Double> before = IntStream.range(0, codes.size())
                .mapToObj(i -> all.get(i, i) / total)
                .toList();
        Alignment alignment = of(codes, all);
        double uncertainty = halves.stream()
                .mapToDouble(half -> apart(alignment, of(codes, half)))
                .max()
                .orElseThrow();
        return new Found(alignment, before, overlap(all), uncertainty, ITEMS);
    }

    private static void requireTwo(LatentSpec latent, List<Code.Uniform> codes) {
        if (codes.size() < 2) {
            String there = latent.codes().stream()
                    .map(Code::name)
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("none");
            throw new UsageException("there is nothing to align: it takes two uniform codes of one number, and this run"
                    + " has "
                    + (codes.isEmpty() ? "none" : "only one, " + codes.get(0).name())
                    + " (its codes: " + there + ").");
        }
    }

    /** The sum of JᵀJ over items, divided by the numbers of an item. */
    static DMatrixRMaj movement(Model model, List<Code.Uniform> codes, LatentBatch rows) {
        Networks networks = model.networks();
        int width = rows.spec().width();
        DMatrixRMaj sum = new DMatrixRMaj(codes.size(), codes.size());
        for (int from = 0; from < rows.count(); from += CHUNK) {
            int count = Math.min(CHUNK, rows.count() - from);
            float[] values = new float[count * width];
            System.arraycopy(rows.values(), from * width, values, 0, values.length);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Tensor base = Tensors.of(values, count, width);
                List<Tensor> columns = new ArrayList<>();
                for (Code.Uniform code : codes) {
                    float[] change = new float[width];
                    change[rows.spec().offset(code)] = (float) (STEP * (code.at(1) - code.at(0)));
                    Tensor step = Tensors.of(change, 1, width);
                    Tensor up = networks.generate(base.add(step), Mode.INFER).to(ScalarType.Float);
                    Tensor down = networks.generate(base.sub(step), Mode.INFER).to(ScalarType.Float);
                    columns.add(up.sub(down).div(Tensors.scalar(2 * STEP))); // [count, c, h, w]
                }
                for (int i = 0; i < codes.size(); i++) {
                    for (int j = 0; j <= i; j++) {
                        Tensor product = columns.get(i).mul(columns.get(j));
                        double entry = count * product.mean().item_double();
                        sum.add(i, j, entry);
                        if (i != j) {
                            sum.add(j, i, entry);
                        }
                    }
                }
            }
        }
        return sum;
    }

    /**
     * The eigenvectors of a movement, the largest first. Each points to where its largest number is positive.
     */
    static Alignment of(List<Code.Uniform> codes, DMatrixRMaj movement) {
        int count = codes.size();
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(count, true, true);
        if (!eigen.decompose(movement.copy())) {
            throw new IllegalStateException("a symmetric matrix has no eigenvectors: " + movement);
        }
        double[] lengths = IntStream.range(0, count)
                .mapToDouble(i -> Math.max(0, eigen.getEigenvalue(i).getReal())) // below 0 by rounding only
                .toArray();
        double total = IntStream.range(0, count).mapToDouble(i -> lengths[i]).sum();
        List<Integer> order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -lengths[i]))
                .toList();
        return new Alignment(
                codes.stream().map(Code::name).toList(),
                order.stream().map(i -> direction(eigen.getEigenVector(i))).toList(),
                order.stream().map(i -> lengths[i] / total).toList());
    }

    private static List<Double> direction(DMatrixRMaj vector) {
        double largest = 0;
        for (double number : vector.getData()) {
            largest = Math.abs(number) > Math.abs(largest) ? number : largest;
        }
        double sign = Math.signum(largest);
        return IntStream.range(0, vector.getNumElements())
                .mapToObj(j -> sign * vector.get(j))
                .toList();
    }

    /** The largest angle between the sliders of two alignments, in degrees, whatever their signs. */
    private static double apart(Alignment one, Alignment other) {
        return IntStream.range(0, one.codes().size())
                .mapToDouble(i -> {
                    List<Double> a = one.directions().get(i);
                    List<Double> b = other.directions().get(i);
                    double cosine = IntStream.range(0, a.size())
                            .mapToDouble(j -> a.get(j) * b.get(j))
                            .sum();
                    return Math.toDegrees(Math.acos(Math.min(1, Math.abs(cosine))));
                })
                .max()
                .orElseThrow();
    }

    private static double overlap(DMatrixRMaj movement) {
        double largest = 0;
        for (int i = 0; i < movement.getNumRows(); i++) {
            for (int j = 0; j < i; j++) {
                double lengths = Math.sqrt(movement.get(i, i) * movement.get(j, j));
                largest = Math.max(largest, lengths > 0 ? Math.abs(movement.get(i, j)) / lengths : 0);
            }
        }
        return largest;
    }
}
