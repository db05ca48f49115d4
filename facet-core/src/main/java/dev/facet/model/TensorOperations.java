package dev.facet.model;

import java.util.List;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;

/**
 * Operations on libtorch's tensors. Concatenated values are fp32.
 *
 * @param mode the mode of all passes
 */
public record TensorOperations(Mode mode) implements Operations<Tensor> {
    @Override
    public Tensor apply(Network network, Tensor x) {
        return network.forward(x, mode);
    }

    @Override
    public Tensor apply(Network network, Tensor x, Tensor side) {
        return network.forward(x, side, mode);
    }

    @Override
    public Tensor columns(Tensor rows, long from, long count) {
        return rows.narrow(1, from, count);
    }

    @Override
    public Tensor concatenate(List<Tensor> parts) {
        TensorVector all = new TensorVector();
        parts.forEach(part -> all.push_back(part.to(ScalarType.Float)));
        return torch.cat(all, 1);
    }

    @Override
    public Tensor zerosLike(Tensor x) {
        return torch.zeros_like(x);
    }
}
