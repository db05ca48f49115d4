package dev.facet.calibrate;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.mult.VectorVectorMult_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

import dev.facet.codes.Alignment;
import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.model.Model;

/**
 * Finds sliders that each move items in their own way: the rotation of the uniform codes, each in units of half its
 * range, under which two kinds of matrices are as diagonal as can be at once ({@link JointDiagonal}). With J the
 * Jacobian of an item these are
 *
 * <ul>
 *   <li>{@code JᵀJ} of each item, which is diagonal if sliders move it in directions at right angles, whatever these
 *       are for other items (as Wei et al. 2021, "Orthogonal Jacobian Regularization", want it in training);
 *   <li>the second derivatives of each number of each item, which are diagonal if what a slider does does not depend on
 *       the others (as Peebles et al. 2020, "The Hessian Penalty", want it).
 * </ul>
 *
 * <p>Both kinds have the same weight. The second tells sliders apart that move items by the same amount, such as light
 * from the side and a turn of the head, whose sum and difference are at right angles, too. It counts for nothing if the
 * generator is linear. Nothing is trained, and no data is needed.
 *
 * <p>Where others would do as well, or half of the items give others, directions are arbitrary within the space that
 * they span. Of these, those nearest to trained codes are taken (orthogonal Procrustes problem, Schönemann 1966).
 */
public final class Aligner {
    /** Items that are moved, if that takes no more than so many passes. */
    private static final int MOST_ITEMS = 512;

    private static final int LEAST_ITEMS = 64;
    private static final int PASSES = 32_000;
    /** More take too long, and too much memory. */
    private static final int MOST_CODES = 32;
    /** Directions that differ by more degrees with half of the items are not known. */
    private static final double UNCERTAIN = 20;
    /** Directions that are told apart less are arbitrary ({@link JointDiagonal#apart}). */
    private static final double HELD = 0.005;
    /** A part of the movement; curvature below it is rounding. */
    private static final double STRAIGHT = 4e-4;

    private Aligner() {}

    /**
     * An alignment, and how far to believe it.
     *
     * @param before the part of all movement that each code causes as it was trained
     * @param overlap what the trained codes have in common: for each pair of codes the mean of {@code J_iᵀJ_j}, divided
     *     by the root of {@code E|J_i|² E|J_j|²}; the largest of these, without its sign, 0 to 1
     * @param uncertainty the largest angle, in degrees, between a slider and the one that half of the items give
     * @param free how many sliders have a direction that was chosen near a trained code, since others would do as well,
     *     or half of the items give directions that differ by more than 20°
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
     * @throws UsageException if there are not two uniform codes of one number, or more than 32, or they move nothing
     */
    public static Found measure(Model model, long seed) {
        LatentSpec latent = model.latent();
        List<Code.Uniform> codes = Alignment.candidates(latent);
        requireTwo(latent, codes);
        int items = 2 * (items(codes.size()) / 2);
        List<Movement> halves = List.of(
                Movement.of(model, codes, latent.draw(seed, 0, items / 2)),
                Movement.of(model, codes, latent.draw(seed, items / 2, items / 2)));
        Movement all = halves.get(0).plus(halves.get(1));
        double total = CommonOps_DDRM.trace(all.first());
        if (!(total > 0) || Double.isInfinite(total)) {
            throw new UsageException("the continuous codes of this model move nothing, so no directions can be found:"
                    + " the movement of its items is " + total + ". Train a run longer.");
        }
        List<Double> before = IntStream.range(0, codes.size())
                .mapToObj(i -> all.first().get(i, i) / total)
                .toList();
        DMatrixRMaj moments = moments(all);
        Alignment own = of(codes, all, JointDiagonal.of(moments));
        List<Alignment> others = halves.stream()
                .map(half -> of(codes, half, JointDiagonal.of(moments(half))).ordered(own))
                .toList();
        List<int[]> free = free(own, others, JointDiagonal.apart(moments, directions(own)));
        Alignment alignment = of(codes, all, near(directions(own), free));
        double uncertainty = IntStream.range(0, codes.size())
                .mapToDouble(i -> others.stream()
                        .map(other ->
                                of(codes, all, near(directions(other), free)).ordered(alignment))
                        .mapToDouble(other -> apart(alignment, other, i))
                        .max()
                        .orElseThrow())
                .max()
                .orElseThrow();
        int count = free.stream().mapToInt(group -> group.length).sum();
        return new Found(alignment, before, overlap(all.first()), uncertainty, count, items);
    }

    /**
     * Groups of sliders whose directions are arbitrary within the space that they span: those that would do as well if
     * they were turned towards each other, and those that half of the items turn.
     */
    private static List<int[]> free(Alignment own, List<Alignment> others, DMatrixRMaj apart) {
        int count = apart.getNumRows();
        int[] group = IntStream.range(0, count).toArray();
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                if (apart.get(i, j) < HELD) {
                    join(group, i, j);
                }
            }
            for (Alignment other : others) {
                if (apart(own, other, i) > UNCERTAIN) {
                    join(group, i, towards(own, other, i));
                }
            }
        }
        return IntStream.range(0, count)
                .mapToObj(first ->
                        IntStream.range(0, count).filter(i -> group[i] == first).toArray())
                .filter(members -> members.length > 1)
                .toList();
    }

    private static void join(int[] group, int i, int j) {
        int from = group[i];
        int to = group[j];
        for (int k = 0; k < group.length; k++) {
            group[k] = group[k] == from ? to : group[k];
        }
    }

    /** Which other slider another alignment turns this one towards. */
    private static int towards(Alignment own, Alignment other, int slider) {
        return IntStream.range(0, own.codes().size())
                .filter(j -> j != slider)
                .boxed()
                .max(Comparator.comparingDouble(j -> Math.abs(
                        cosine(own.directions().get(j), other.directions().get(slider)))))
                .orElseThrow();
    }

    private static int items(int codes) {
        return Math.max(LEAST_ITEMS, Math.min(MOST_ITEMS, PASSES / Movement.passes(codes)));
    }

    /** The matrices that are to be diagonal, both kinds with the same weight, as {@link JointDiagonal} takes them. */
    private static DMatrixRMaj moments(Movement movement) {
        DMatrixRMaj moments = new DMatrixRMaj(
                movement.products().getNumRows(), movement.products().getNumCols());
        double straight = STRAIGHT * CommonOps_DDRM.trace(movement.first());
        CommonOps_DDRM.addEquals(moments, 1 / CommonOps_DDRM.trace(movement.products()), movement.products());
        CommonOps_DDRM.addEquals(
                moments, 1 / (CommonOps_DDRM.trace(movement.curvature()) + straight), movement.curvature());
        return moments;
    }

    /** Directions of which those of each group are nearest to trained codes, within the space that they span. */
    private static DMatrixRMaj near(DMatrixRMaj directions, List<int[]> groups) {
        DMatrixRMaj result = directions;
        for (int[] group : groups) {
            result = near(result, group);
        }
        return result;
    }

    private static DMatrixRMaj near(DMatrixRMaj directions, int[] free) {
        int size = free.length;
        int count = directions.getNumRows();
        DMatrixRMaj plane = new DMatrixRMaj(count, size);
        for (int k = 0; k < size; k++) {
            CommonOps_DDRM.insert(CommonOps_DDRM.extractColumn(directions, free[k], null), plane, 0, k);
        }
        // the codes that lie in this space most
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
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(size, size, true, true, false);
        if (!svd.decompose(parts)) {
            throw new IllegalStateException("a matrix has no singular values: " + parts);
        }
        DMatrixRMaj turn = new DMatrixRMaj(size, size);
        CommonOps_DDRM.mult(svd.getU(null, false), svd.getV(null, true), turn);
        DMatrixRMaj turned = new DMatrixRMaj(count, size);
        CommonOps_DDRM.mult(plane, turn, turned);
        DMatrixRMaj result = directions.copy();
        for (int k = 0; k < size; k++) {
            CommonOps_DDRM.insert(CommonOps_DDRM.extractColumn(turned, k, null), result, 0, free[k]);
        }
        return result;
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
        if (codes.size() > MOST_CODES) {
            throw new UsageException("this run has " + codes.size() + " uniform codes of one number; at most "
                    + MOST_CODES + " can be aligned.");
        }
    }

    /** Sliders along these directions, the one that moves items most first, each to where its largest number is > 0. */
    private static Alignment of(List<Code.Uniform> codes, Movement movement, DMatrixRMaj directions) {
        double total = CommonOps_DDRM.trace(movement.first());
        List<DMatrixRMaj> columns = IntStream.range(0, codes.size())
                .mapToObj(k -> CommonOps_DDRM.extractColumn(directions, k, null))
                .sorted(Comparator.comparingDouble(column -> -moved(column, movement)))
                .toList();
        return new Alignment(
                codes.stream().map(Code::name).toList(),
                columns.stream().map(Aligner::direction).toList(),
                columns.stream().map(column -> moved(column, movement) / total).toList());
    }

    /** How far a slider moves items, squared. */
    private static double moved(DMatrixRMaj direction, Movement movement) {
        return VectorVectorMult_DDRM.innerProdA(direction, movement.first(), direction);
    }

    /** The directions of an alignment as columns. */
    private static DMatrixRMaj directions(Alignment alignment) {
        DMatrixRMaj columns =
                new DMatrixRMaj(alignment.codes().size(), alignment.codes().size());
        for (int k = 0; k < columns.getNumCols(); k++) {
            for (int j = 0; j < columns.getNumRows(); j++) {
                columns.set(j, k, alignment.directions().get(k).get(j));
            }
        }
        return columns;
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
        double cosine = cosine(one.directions().get(slider), other.directions().get(slider));
        return Math.toDegrees(Math.acos(Math.min(1, Math.abs(cosine))));
    }

    private static double cosine(List<Double> a, List<Double> b) {
        return IntStream.range(0, a.size())
                .mapToDouble(j -> a.get(j) * b.get(j))
                .sum();
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
