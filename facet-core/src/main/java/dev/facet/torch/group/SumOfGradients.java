package dev.facet.torch.group;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;

/**
 * Replaces the gradient of a sum over ranks by the sum of the ranks' gradients: every rank's loss depends on the sum.
 * It is itself such a sum, so that gradients of gradients are right, too. JavaCPP has room for few hooks at a time; a
 * group has one for all its sums.
 */
public final class SumOfGradients extends TensorTensorHook {
    private final Group group;

    /** @param group whose {@link Group#total} sums gradients */
    public SumOfGradients(Group group) {
        super();
        this.group = group;
    }

    @Override
    public TensorBase call(TensorBase gradient) {
        // on a GPU, libtorch calls this on a thread of its own, whose tensors no other scope frees
        PointerScope outer = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope()) {
            Tensor total = group.total(new Tensor(gradient));
            if (outer == null) {
                return total.retainReference();
            }
            outer.attach(total);
            return total;
        }
    }
}
