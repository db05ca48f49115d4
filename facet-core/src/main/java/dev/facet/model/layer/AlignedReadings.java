package dev.facet.model.layer;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

import dev.facet.torch.Tensors;

/**
 * Turns Q's outputs {@code [N, outputs]} from codes to sliders that are linear in them ({@code Alignment}). All outputs
 * are mapped by {@code weight} and {@code bias}, whose rows for log-variances are 0. A log-variance becomes that of a
 * sum of independent errors: {@code log(squares · exp(v))}, with v the log-variances.
 *
 * @param variances the columns of the log-variances
 * @param least lower bound of a log-variance, as in training
 */
public record AlignedReadings(String name, int outputs, List<Integer> variances, double least) implements Layer {
    /** Upper bound of a log-variance: its exponential is finite in fp32. */
    private static final float MOST = 80;

    public AlignedReadings {
        variances = List.copyOf(variances);
    }

    @Override
    public List<Weight> weights() {
        long[] squares = {variances.size(), variances.size()};
        return List.of(
                new Weight("weight", new long[] {outputs, outputs}, Start.ZERO, false),
                new Weight("bias", new long[] {outputs}, Start.ZERO, false),
                new Weight("squares", squares, Start.ZERO, false));
    }

    @Override
    public long[] output(long[] input) {
        Shapes.requireFeatures(name, input, outputs);
        return input.clone();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Tensor places = Tensors.of(places(), variances.size(), outputs);
        Tensor linear = torch.linear(x, pass.weight("weight"), new TensorOptional(pass.weight("bias")));
        Tensor said = torch.matmul(x, places.t())
                .clamp(Tensors.optional(least), Tensors.optional(MOST))
                .exp();
        Tensor summed = torch.matmul(said, pass.weight("squares").t()).log();
        return linear.add(torch.matmul(summed, places));
    }

    @Override
    public Operators.Value onnx(Operators to, Operators.Value x) {
        long[] some = {variances.size()};
        String places = to.constant(places(), variances.size(), outputs);
        Map<String, Object> turned = Map.of("transB", 1L);
        Operators.Value linear = to.node("Gemm", turned, x.shape(), x.name(), to.tensor("weight"), to.tensor("bias"));
        Operators.Value said = to.node("Gemm", turned, some, x.name(), places);
        Operators.Value bounded = to.node(
                "Clip", Map.of(), some, said.name(), to.constant(new float[] {(float) least}), to.constant(new float[] {
                    MOST
                }));
        Operators.Value variance = to.node("Exp", Map.of(), some, bounded);
        Operators.Value summed = to.node("Gemm", turned, some, variance.name(), to.tensor("squares"));
        Operators.Value logarithm = to.node("Log", Map.of(), some, summed);
        Operators.Value placed = to.node("MatMul", Map.of(), x.shape(), logarithm.name(), places);
        return to.node("Add", Map.of(), x.shape(), linear.name(), placed.name());
    }

    @Override
    public long multiplications(long[] input) {
        return (long) outputs * outputs + 2L * variances.size() * outputs + (long) variances.size() * variances.size();
    }

    /** A one in the column of each log-variance {@code [log-variances, outputs]}. */
    private float[] places() {
        float[] ones = new float[variances.size() * outputs];
        for (int i = 0; i < variances.size(); i++) {
            ones[i * outputs + variances.get(i)] = 1;
        }
        return ones;
    }
}
