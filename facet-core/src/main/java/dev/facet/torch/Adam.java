package dev.facet.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRef;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Adam (Kingma, Ba 2015, algorithm 1) with libtorch's fused kernel: one pass over each network's flat buffers. The
 * JavaCPP bindings lack this kernel, so it is called through libtorch's dispatcher. Holds native memory; not
 * thread-safe.
 */
public final class Adam implements Optimiser {
    private static final double EPSILON = 1e-8;

    private final List<Parameters> trained;
    private final List<Tensor> first = new ArrayList<>();
    private final List<Tensor> second = new ArrayList<>();
    private final List<Tensor> counts = new ArrayList<>();
    private final double beta1;
    private final double beta2;
    private final OperatorHandle kernel = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adam_", "");

    public Adam(List<Parameters> trained, double beta1, double beta2) {
        this.trained = List.copyOf(trained);
        this.beta1 = beta1;
        this.beta2 = beta2;
        try (PointerScope scope = new PointerScope()) {
            for (Parameters parameters : trained) {
                first.add(torch.zeros_like(parameters.values()).retainReference());
                second.add(torch.zeros_like(parameters.values()).retainReference());
                counts.add(Tensors.zeros(ScalarType.Float).retainReference());
            }
            kernel.retainReference();
        }
    }

    @Override
    public void step(double rate) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            List<Tensor> values = new ArrayList<>();
            List<Tensor> gradients = new ArrayList<>();
            for (Parameters parameters : trained) {
                values.add(parameters.values());
                gradients.add(parameters.gradients());
            }
            counts.forEach(count -> count.add_(Tensors.scalar(1)));
            IValueVector arguments = new IValueVector();
            arguments.push_back(list(values));
            arguments.push_back(list(gradients));
            arguments.push_back(list(first));
            arguments.push_back(list(second));
            arguments.push_back(list(List.of()));
            arguments.push_back(list(counts));
            arguments.push_back(new IValue(rate));
            arguments.push_back(new IValue(beta1));
            arguments.push_back(new IValue(beta2));
            arguments.push_back(new IValue(0.0)); // weight decay
            arguments.push_back(new IValue(EPSILON));
            arguments.push_back(new IValue(false)); // amsgrad
            arguments.push_back(new IValue(false)); // maximise
            arguments.push_back(new IValue()); // gradient scale
            arguments.push_back(new IValue()); // found infinity
            kernel.callBoxed(arguments);
        }
        trained.forEach(Parameters::refresh);
    }

    @Override
    public Map<String, List<Tensor>> moments() {
        Map<String, List<Tensor>> moments = new LinkedHashMap<>();
        moments.put("exp_avg", first);
        moments.put("exp_avg_sq", second);
        return moments;
    }

    @Override
    public List<Tensor> counts() {
        return counts;
    }

    @Override
    public void close() {
        first.forEach(Tensor::close);
        second.forEach(Tensor::close);
        counts.forEach(Tensor::close);
        kernel.close();
    }

    // new IValue(TensorVector) compiles too, but it is a pointer cast and reads garbage.
    private static IValue list(List<Tensor> tensors) {
        TensorVector vector = Parameters.vector(tensors);
        return new IValue(new GenericList(new TensorList(new TensorArrayRef(vector))));
    }
}
