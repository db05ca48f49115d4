package dev.facet.calibrate;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.data.Shape;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;

/**
 * How items move with n uniform codes, each in units of half its range, by central differences. J is the Jacobian of an
 * item, and H has for each of its numbers the second derivatives. All are sums over items; what is summed over the
 * numbers of an item is divided by how many there are.
 *
 * @param first n×n: the sum of {@code JᵀJ}
 * @param products n²×n²: the sum of {@code g gᵀ}, with g the numbers of an item's {@code JᵀJ}
 * @param curvature n²×n²: the sum of {@code h hᵀ}, with h the second derivatives of one number of an item
 */
record Movement(DMatrixRMaj first, DMatrixRMaj products, DMatrixRMaj curvature) {
    private static final double STEP = 0.05;
    /** Numbers that are in memory at once for second derivatives. */
    private static final int ROOM = 1 << 24;

    private static final int LARGEST_CHUNK = 64;

    /** How often the generator is asked for each item. */
    static int passes(int codes) {
        return 2 * codes * codes + 1;
    }

    /** Measures the movement of items around these rows of latents. */
    static Movement of(Model model, List<Code.Uniform> codes, LatentBatch rows) {
        int n = codes.size();
        int width = rows.spec().width();
        Shape shape = model.shape();
        int numbers = shape.channels() * shape.height() * shape.width();
        int chunk = Math.max(1, Math.min(LARGEST_CHUNK, ROOM / (pairs(n) * numbers)));
        Movement sum =
                new Movement(new DMatrixRMaj(n, n), new DMatrixRMaj(n * n, n * n), new DMatrixRMaj(n * n, n * n));
        for (int from = 0; from < rows.count(); from += chunk) {
            int count = Math.min(chunk, rows.count() - from);
            float[] values = new float[count * width];
            System.arraycopy(rows.values(), from * width, values, 0, values.length);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                List<Tensor> steps = new ArrayList<>();
                for (Code.Uniform code : codes) {
                    float[] change = new float[width];
                    change[rows.spec().offset(code)] = (float) (STEP * (code.at(1) - code.at(0)));
                    steps.add(Tensors.of(change, 1, width));
                }
                sum.add(model.networks(), Tensors.of(values, count, width), steps, numbers);
            }
        }
        return sum;
    }

    /** The sum of two measurements. */
    Movement plus(Movement other) {
        Movement sum = new Movement(first.copy(), products.copy(), curvature.copy());
        CommonOps_DDRM.addEquals(sum.first, other.first);
        CommonOps_DDRM.addEquals(sum.products, other.products);
        CommonOps_DDRM.addEquals(sum.curvature, other.curvature);
        return sum;
    }

    private void add(Networks networks, Tensor base, List<Tensor> steps, int numbers) {
        int n = steps.size();
        long count = base.size(0);
        Tensor middle = torch.empty(count, 1, numbers);
        Tensor jacobian = torch.empty(count, n, numbers);
        Tensor hessian = torch.empty(count, pairs(n), numbers);
        try (PointerScope scope = new PointerScope()) {
            middle.copy_(made(networks, base));
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                // the generator's activations must not add up
                try (PointerScope scope = new PointerScope()) {
                    Tensor up = base.add(steps.get(i));
                    Tensor down = base.sub(steps.get(i));
                    Tensor second = made(networks, up.add(steps.get(j)))
                            .sub(made(networks, up.sub(steps.get(j))))
                            .sub(made(networks, down.add(steps.get(j))))
                            .add(made(networks, down.sub(steps.get(j))))
                            .div(Tensors.scalar(4 * STEP * STEP));
                    hessian.narrow(1, pair(i, j), 1).copy_(second);
                }
            }
            try (PointerScope scope = new PointerScope()) {
                Tensor up = made(networks, base.add(steps.get(i)));
                Tensor down = made(networks, base.sub(steps.get(i)));
                jacobian.narrow(1, i, 1).copy_(up.sub(down).div(Tensors.scalar(2 * STEP)));
                Tensor second = up.add(down).sub(middle.mul(Tensors.scalar(2))).div(Tensors.scalar(STEP * STEP));
                hessian.narrow(1, pair(i, i), 1).copy_(second);
            }
        }
        addProducts(numbers(jacobian.matmul(jacobian.transpose(1, 2)), jacobian), n);
        addCurvature(numbers(hessian.matmul(hessian.transpose(1, 2)).sum(0), hessian), n);
    }

    /** Items as rows of numbers: [count, 1, numbers]. */
    private static Tensor made(Networks networks, Tensor rows) {
        return networks.generate(rows, Mode.INFER).to(ScalarType.Float).reshape(rows.size(0), 1, -1);
    }

    private static double[] numbers(Tensor sums, Tensor over) {
        Tensor means =
                sums.to(ScalarType.Double).div(Tensors.scalar(over.size(2))).contiguous();
        double[] numbers = new double[(int) means.numel()];
        new DoublePointer(means.data_ptr()).get(numbers);
        return numbers;
    }

    /** @param grams an n×n matrix per item */
    private void addProducts(double[] grams, int n) {
        int size = n * n;
        for (int item = 0; item < grams.length; item += size) {
            for (int a = 0; a < size; a++) {
                first.data[a] += grams[item + a];
                for (int b = 0; b < size; b++) {
                    products.add(a, b, grams[item + a] * grams[item + b]);
                }
            }
        }
    }

    /** @param sums of products of second derivatives, of which those by i and j ≤ i are at i (i + 1) / 2 + j */
    private void addCurvature(double[] sums, int n) {
        for (int a = 0; a < n * n; a++) {
            for (int b = 0; b < n * n; b++) {
                curvature.add(a, b, sums[pair(a / n, a % n) * pairs(n) + pair(b / n, b % n)]);
            }
        }
    }

    private static int pairs(int n) {
        return n * (n + 1) / 2;
    }

    private static int pair(int i, int j) {
        int larger = Math.max(i, j);
        return larger * (larger + 1) / 2 + Math.min(i, j);
    }
}
