package dev.facet.calibrate;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.mult.VectorVectorMult_DDRM;

/**
 * The rotation under which several symmetric matrices M are nearly diagonal at once: it makes the squares of their
 * diagonals as large as can be, by Jacobi angles (Cardoso, Souloumiac 1996, "Jacobi angles for simultaneous
 * diagonalization"). It begins with no rotation and turns only where that gains something, so of several that would do
 * it finds one nearby.
 *
 * <p>All that counts of the matrices is the sum of {@code m mᵀ}, with m the n² numbers of each.
 */
final class JointDiagonal {
    private static final int MOST_SWEEPS = 100;
    /** Angles below this are rounding. */
    private static final double SMALLEST = 1e-7;
    /** A turn that changes the squares by a smaller part of them all is not worth it: they are equal but for noise. */
    private static final double GAIN = 1e-9;

    private JointDiagonal() {}

    /**
     * Finds the rotation.
     *
     * @param moments n²×n²: the sum of {@code m mᵀ} over the matrices
     * @return n×n: a direction in each column, at right angles to each other
     */
    static DMatrixRMaj of(DMatrixRMaj moments) {
        int n = (int) Math.round(Math.sqrt(moments.getNumRows()));
        DMatrixRMaj turned = moments.copy();
        DMatrixRMaj rotation = CommonOps_DDRM.identity(n);
        double enough = GAIN * CommonOps_DDRM.trace(moments);
        boolean moved = true;
        for (int sweep = 0; moved && sweep < MOST_SWEEPS; sweep++) {
            moved = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    double angle = angle(turned, n, p, q, enough);
                    if (Math.abs(angle) > SMALLEST) {
                        moved = true;
                        double cosine = Math.cos(angle);
                        double sine = Math.sin(angle);
                        turnColumns(rotation, p, q, cosine, sine);
                        turn(turned, n, p, q, cosine, sine);
                    }
                }
            }
        }
        return rotation;
    }

    /**
     * How well each two of several directions are told apart: what a turn by 45° in their plane would lose, as a part
     * of the squares there. 0 if any turn would do as well; 1 at most.
     *
     * @param moments as {@link #of} takes them
     * @param directions that it found, in any order
     * @return n×n, symmetric, with 1 on its diagonal
     */
    static DMatrixRMaj apart(DMatrixRMaj moments, DMatrixRMaj directions) {
        int n = directions.getNumRows();
        DMatrixRMaj apart = CommonOps_DDRM.identity(n);
        for (int p = 0; p < n; p++) {
            for (int q = p + 1; q < n; q++) {
                DMatrixRMaj pp = both(directions, p, p);
                DMatrixRMaj qq = both(directions, q, q);
                DMatrixRMaj pq = both(directions, p, q);
                double first = product(pp, moments, pp);
                double second = product(qq, moments, qq);
                double beside = product(pq, moments, pq);
                double gain = first - 2 * product(pp, moments, qq) + second - 4 * beside;
                double all = first + second + 2 * beside;
                double part = all > 0 ? Math.max(0, gain) / (2 * all) : 0;
                apart.set(p, q, part);
                apart.set(q, p, part);
            }
        }
        return apart;
    }

    private static DMatrixRMaj both(DMatrixRMaj directions, int p, int q) {
        int n = directions.getNumRows();
        DMatrixRMaj numbers = new DMatrixRMaj(n * n, 1);
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                numbers.set(a * n + b, directions.get(a, p) * directions.get(b, q));
            }
        }
        return numbers;
    }

    private static double product(DMatrixRMaj left, DMatrixRMaj moments, DMatrixRMaj right) {
        return VectorVectorMult_DDRM.innerProdA(left, moments, right);
    }

    /** The angle in the plane of p and q that makes the squares of both diagonal numbers largest. */
    private static double angle(DMatrixRMaj moments, int n, int p, int q, double enough) {
        int pp = p * n + p;
        int qq = q * n + q;
        int pq = p * n + q;
        double apart = moments.get(pp, pp) - 2 * moments.get(pp, qq) + moments.get(qq, qq);
        double beside = 4 * moments.get(pq, pq);
        double both = 2 * (moments.get(pp, pq) - moments.get(qq, pq));
        double on = apart - beside;
        double off = 2 * both;
        double length = Math.hypot(on, off);
        // the gain is a quarter of what the largest of cos(4a) on + sin(4a) off exceeds that of no turn
        return length - on <= 4 * enough ? 0 : 0.25 * Math.atan2(off, on);
    }

    /** Turns each matrix: on both sides, and both of its places in the moments. */
    private static void turn(DMatrixRMaj moments, int n, int p, int q, double cosine, double sine) {
        for (int k = 0; k < n; k++) {
            turnColumns(moments, p * n + k, q * n + k, cosine, sine);
        }
        for (int k = 0; k < n; k++) {
            turnColumns(moments, k * n + p, k * n + q, cosine, sine);
        }
        CommonOps_DDRM.transpose(moments);
        for (int k = 0; k < n; k++) {
            turnColumns(moments, p * n + k, q * n + k, cosine, sine);
        }
        for (int k = 0; k < n; k++) {
            turnColumns(moments, k * n + p, k * n + q, cosine, sine);
        }
    }

    private static void turnColumns(DMatrixRMaj matrix, int p, int q, double cosine, double sine) {
        for (int row = 0; row < matrix.getNumRows(); row++) {
            double a = matrix.get(row, p);
            double b = matrix.get(row, q);
            matrix.set(row, p, cosine * a + sine * b);
            matrix.set(row, q, cosine * b - sine * a);
        }
    }
}
