package dev.facet.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class JointDiagonalTest {
    private final Random random = new Random(7);

    private static DMatrixRMaj moments(List<DMatrixRMaj> matrices) {
        int size = matrices.get(0).getNumElements();
        DMatrixRMaj sum = new DMatrixRMaj(size, size);
        for (DMatrixRMaj matrix : matrices) {
            DMatrixRMaj numbers = new DMatrixRMaj(size, 1, true, matrix.getData());
            CommonOps_DDRM.multAddTransB(numbers, numbers, sum);
        }
        return sum;
    }

    /** Matrices with {@code diagonals} along the columns of a rotation. */
    private static DMatrixRMaj matrix(DMatrixRMaj rotation, double... diagonal) {
        DMatrixRMaj scaled = new DMatrixRMaj(diagonal.length, diagonal.length);
        DMatrixRMaj result = new DMatrixRMaj(diagonal.length, diagonal.length);
        CommonOps_DDRM.mult(rotation, CommonOps_DDRM.diag(diagonal), scaled);
        CommonOps_DDRM.multTransB(scaled, rotation, result);
        return result;
    }

    /** How much of the squares lies beside the diagonals. */
    private static double beside(List<DMatrixRMaj> matrices, DMatrixRMaj rotation) {
        double all = 0;
        double on = 0;
        for (DMatrixRMaj matrix : matrices) {
            DMatrixRMaj half = new DMatrixRMaj(matrix.getNumRows(), matrix.getNumRows());
            DMatrixRMaj turned = new DMatrixRMaj(matrix.getNumRows(), matrix.getNumRows());
            CommonOps_DDRM.multTransA(rotation, matrix, half);
            CommonOps_DDRM.mult(half, rotation, turned);
            for (int i = 0; i < turned.getNumRows(); i++) {
                on += turned.get(i, i) * turned.get(i, i);
                for (int j = 0; j < turned.getNumRows(); j++) {
                    all += turned.get(i, j) * turned.get(i, j);
                }
            }
        }
        return (all - on) / all;
    }

    @Test
    void aRotationThatMatricesShareIsFound() {
        for (int n = 2; n <= 5; n++) {
            DMatrixRMaj rotation = RandomMatrices_DDRM.orthogonal(n, n, random);
            List<DMatrixRMaj> matrices = new ArrayList<>();
            for (int k = 0; k < 3; k++) {
                matrices.add(matrix(rotation, random.doubles(n, -1, 1).toArray()));
            }
            DMatrixRMaj found = JointDiagonal.of(moments(matrices));
            assertThat(beside(matrices, found)).isLessThan(1e-9);
            DMatrixRMaj agreement = new DMatrixRMaj(n, n);
            CommonOps_DDRM.multTransA(found, rotation, agreement);
            for (int i = 0; i < n; i++) {
                double largest = 0;
                for (int j = 0; j < n; j++) {
                    largest = Math.max(largest, Math.abs(agreement.get(i, j)));
                }
                assertThat(largest).isCloseTo(1, within(1e-6));
            }
        }
    }

    @Test
    void matricesThatShareNoneComeNearer() {
        List<DMatrixRMaj> matrices = new ArrayList<>();
        DMatrixRMaj rotation = RandomMatrices_DDRM.orthogonal(4, 4, random);
        for (int k = 0; k < 20; k++) {
            DMatrixRMaj noise = RandomMatrices_DDRM.symmetric(4, -0.1, 0.1, random);
            CommonOps_DDRM.addEquals(
                    noise, matrix(rotation, random.doubles(4, -1, 1).toArray()));
            matrices.add(noise);
        }
        DMatrixRMaj found = JointDiagonal.of(moments(matrices));
        assertThat(beside(matrices, found))
                .isLessThanOrEqualTo(beside(matrices, rotation))
                .isLessThan(0.5 * beside(matrices, CommonOps_DDRM.identity(4)));
        DMatrixRMaj product = new DMatrixRMaj(4, 4);
        CommonOps_DDRM.multTransA(found, found, product);
        assertThat(product.getData()).containsExactly(CommonOps_DDRM.identity(4).getData(), within(1e-9));
    }

    @Test
    void whatIsOnlyBesideTheDiagonalTurnsHalfWay() {
        DMatrixRMaj beside = new DMatrixRMaj(2, 2, true, 0, 1, 1, 0);
        DMatrixRMaj found = JointDiagonal.of(moments(List.of(beside)));
        assertThat(beside(List.of(beside), found)).isLessThan(1e-9);
        assertThat(JointDiagonal.apart(moments(List.of(beside)), found).get(0, 1))
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void whatIsDiagonalOrAlikeInAllDirectionsIsLeftAlone() {
        List<DMatrixRMaj> diagonal = List.of(CommonOps_DDRM.diag(3, 1, 2), CommonOps_DDRM.diag(1, 1, 0));
        List<DMatrixRMaj> round = List.of(CommonOps_DDRM.identity(3));
        for (List<DMatrixRMaj> matrices : List.of(diagonal, round)) {
            assertThat(JointDiagonal.of(moments(matrices)).getData())
                    .containsExactly(CommonOps_DDRM.identity(3).getData(), within(1e-12));
        }
    }
}
