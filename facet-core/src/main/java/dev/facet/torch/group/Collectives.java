package dev.facet.torch.group;

import org.bytedeco.pytorch.Tensor;

/**
 * Sums and broadcasts of a library. Every rank calls the same methods in the same order, and returns when its tensor is
 * complete.
 */
interface Collectives extends AutoCloseable {
    /**
     * Replaces a contiguous tensor by its sum over all ranks.
     *
     * @throws RuntimeException of the library if a rank is lost or does not come within the time limit
     */
    void sum(Tensor tensor);

    /** Replaces a contiguous tensor by that of rank {@code from}; the same failures. */
    void broadcast(Tensor tensor, int from);

    /** Frees native memory. Does not wait for the others. */
    @Override
    void close();
}
