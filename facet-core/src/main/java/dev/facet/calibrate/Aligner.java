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
import org.ejml.dense.row.mult.VectorVectorMult_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

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
 * <p>If some sliders move items by about the same amount, or half of the items give others, their directions within
 * the space that they span are arbitrary. Of these, those nearest to trained codes are taken (orthogonal Procrustes
 * problem, Schönemann 1966); see {@link Found#determined}.
 */
public final class Aligner {
    /** Items per pass, as many on each side of each code. */
    private static final int CHUNK = 64;

    private static final int ITEMS = 1024;
    private static final double STEP = 0.05;
    /** Directions that differ by more degrees are not known. */
    private static final double UNCERTAIN = 10;
    /** Sliders whose movements differ by less than this factor are alike. */
    private static final double ALIKE = 1.1;

    private Aligner() {}

    /**
     * An alignment, and how far to believe it.
     *
     * @param before the part of all movement that each code causes as it was trained
     * @param overlap what the trained codes have in common: for each pair of codes the mean of {@code J_iᵀJ_j}, divided
     *     by the root of {@code E|J_i|² E|J_j|²}; the largest of these, without its sign, 0 to 1
     * @param uncertainty the largest angle, in degrees, between a slider and the one that half of the items give
     * @param free how many sliders have a direction that was chosen near a trained code, since others would do as well:
     *     they move items by about the same amount (to a factor of 1.1), or half of the items give directions that
     *     differ by more than 10°
     * @param items how many items were moved
     */
    public record Found(
            Alignment alignment, List<Double> before, double overlap, double uncertainty, int free, int items) {
        /** Whether all directions are those of the model, and none was chosen. */
        public boolean determined() {
            return free == 0 && uncertainty <= UNCERTAIN;
        }

        /** The same with the order and the signs of an earlier alignment. */
        public Found ordered(Alignment earlier) {
            return new Found(alignment.ordered(earlier), before, overlap, uncertainty, free, items);
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
        Alignment eigenvectors = of(codes, all);
        double[] apart = new double[codes.size()];
        for (DMatrixRMaj half : halves) {
            Alignment other = of(codes, half);
            for (int i = 0; i < apart.length; i++) {
                apart[i] = Math.max(apart[i], apart(eigenvectors, other, i));
            }
        }
        List<int[]> groups = groups(eigenvectors.shares(), apart);
        Alignment alignment = near(all, eigenvectors, groups);
        double uncertainty = halves.stream()
                .map(half -> near(half, of(codes, half), groups))
                .flatMap(other -> IntStream.range(0, apart.length).mapToObj(i -> apart(alignment, other, i)))
                .mapToDouble(angle -> angle)
                .max()
                .orElseThrow();
        int free = groups.stream().mapToInt(group -> group[1] - group[0]).sum();
        return new Found(alignment, before, overlap(all), uncertainty, free, ITEMS);
    }

    /** Sliders that are next to each other by their shares and whose directions are arbitrary: from, to before. */
    private static List<int[]> groups(List<Double> shares, double[] apart) {
        List<int[]> groups = new ArrayList<>();
        for (int from = 0; from < apart.length; ) {
            int to = from + 1;
            while (to < apart.length
                    && (shares.get(to - 1) < ALIKE * shares.get(to)
                            || apart[to - 1] > UNCERTAIN && apart[to] > UNCERTAIN)) {
                to++;
            }
            if (to - from > 1) {
                groups.add(new int[] {from, to});
            }
            from = to;
        }
        return groups;
    }

    /** Sliders with the directions within each group that are nearest to trained codes. */
    private static Alignment near(DMatrixRMaj movement, Alignment eigenvectors, List<int[]> groups) {
        int count = movement.getNumRows();
        List<List<Double>> directions = new ArrayList<>(eigenvectors.directions());
        List<Double> shares = new ArrayList<>(eigenvectors.shares());
        for (int[] group : groups) {
            int size = group[1] - group[0];
            DMatrixRMaj plane = new DMatrixRMaj(count, size);
            for (int k = 0; k < size; k++) {
                for (int j = 0; j < count; j++) {
                    plane.set(j, k, directions.get(group[0] + k).get(j));
                }
            }
            // the codes that lie in the space of the group most
            int[] own = IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.comparingDouble(j -> -length(plane, j)))
                    .limit(size)
                    .mapToInt(j -> j)
                    .sorted()
                    .toArray();
            DMatrixRMaj parts = new DMatrixRMaj(size, size);
            for (int k = 0; k < size; k++) {
                for (int j = 0; j < size; j++) {
                    parts.set(k, j, plane.get(own[j], k));
                }
            }
            SingularValueDecomposition_F64<DMatrixRMaj> svd =
                    DecompositionFactory_DDRM.svd(size, size, true, true, false);
            if (!svd.decompose(parts)) {
                throw new IllegalStateException("a matrix has no singular values: " + parts);
            }
            DMatrixRMaj turn = new DMatrixRMaj(size, size);
            CommonOps_DDRM.mult(svd.getU(null, false), svd.getV(null, true), turn);
            DMatrixRMaj turned = new DMatrixRMaj(count, size);
            CommonOps_DDRM.mult(plane, turn, turned);
            double total = CommonOps_DDRM.trace(movement);
            for (int k = 0; k < size; k++) {
                DMatrixRMaj column = CommonOps_DDRM.extractColumn(turned, k, null);
                directions.set(group[0] + k, direction(column));
                shares.set(group[0] + k, VectorVectorMult_DDRM.innerProdA(column, movement, column) / total);
            }
        }
        return new Alignment(eigenvectors.codes(), directions, shares);
    }

    private static double length(DMatrixRMaj plane, int row) {
        return IntStream.range(0, plane.getNumCols())
                .mapToDouble(k -> plane.get(row, k) * plane.get(row, k))
                .sum();
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

    /** The angle between a slider of two alignments, in degrees, whatever its sign. */
    private static double apart(Alignment one, Alignment other, int slider) {
        List<Double> a = one.directions().get(slider);
        List<Double> b = other.directions().get(slider);
        double cosine = IntStream.range(0, a.size())
                .mapToDouble(j -> a.get(j) * b.get(j))
                .sum();
        return Math.toDegrees(Math.acos(Math.min(1, Math.abs(cosine))));
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
