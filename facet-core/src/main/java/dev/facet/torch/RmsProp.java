package dev.facet.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * RMSprop (Tieleman, Hinton 2012) with the constants of Keras: {@code v ← 0.9 v + 0.1 g²}, {@code x ← x − rate · g /
 * (√v + 1e-7)}. A few operations over each network's flat buffers. Holds native memory; not thread-safe.
 */
public final class RmsProp implements Optimiser {
    private static final double RHO = 0.9;
    private static final double EPSILON = 1e-7;

    private final List<Parameters> trained;
    private final List<Tensor> squares = new ArrayList<>();
    private final List<Tensor> counts = new ArrayList<>();

    public RmsProp(List<Parameters> trained) {
        this.trained = List.copyOf(trained);
        try (PointerScope scope = new PointerScope()) {
            for (Parameters parameters : trained) {
                squares.add(torch.zeros_like(parameters.values()).retainReference());
                counts.add(Tensors.zeros(ScalarType.Float).retainReference());
            }
        }
    }

    @Override
    public void step(double rate) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            for (int i = 0; i < trained.size(); i++) {
                Tensor gradient = trained.get(i).gradients();
                Tensor square = squares.get(i);
                square.mul_(Tensors.scalar(RHO)).addcmul_(gradient, gradient, Tensors.scalar(1 - RHO));
                trained.get(i)
                        .values()
                        .addcdiv_(gradient, square.sqrt().add_(Tensors.scalar(EPSILON)), Tensors.scalar(-rate));
                counts.get(i).add_(Tensors.scalar(1));
            }
        }
        trained.forEach(Parameters::refresh);
    }

    @Override
    public Map<String, List<Tensor>> moments() {
        return Map.of("square_avg", squares);
    }

    @Override
    public List<Tensor> counts() {
        return counts;
    }

    @Override
    public void close() {
        squares.forEach(Tensor::close);
        counts.forEach(Tensor::close);
    }
}
