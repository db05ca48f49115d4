package dev.facet.model;

import java.util.List;

import dev.facet.model.layer.Network;

/**
 * What is done with values between networks. {@link TensorOperations} does it with libtorch's tensors, an export writes
 * it down as operators of ONNX.
 *
 * @param <V> a value: {@code [N, features]} or {@code [N, channels, height, width]}
 */
public interface Operations<V> {
    /** A network of a value. */
    V apply(Network network, V x);

    /** A network of a value, with {@code side [N, width]} beside it. */
    V apply(Network network, V x, V side);

    /** Columns {@code from … from + count − 1} of rows. */
    V columns(V rows, long from, long count);

    /** Values after one another along dimension 1. */
    V concatenate(List<V> parts);

    /** Zeros of a value's shape. */
    V zerosLike(V x);
}
