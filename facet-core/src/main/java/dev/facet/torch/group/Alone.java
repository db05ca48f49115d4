package dev.facet.torch.group;

import org.bytedeco.pytorch.Tensor;

/** A single process. */
class Alone implements Group {
    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public void sum(Tensor tensor) {}

    @Override
    public void broadcast(Tensor tensor, int from) {}

    @Override
    public Tensor total(Tensor part) {
        return part;
    }
}
