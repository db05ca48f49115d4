package dev.facet.model;

import java.util.List;

import dev.facet.model.layer.Network;

/**
 * The operations between networks. {@link TensorOperations} runs them on libtorch's tensors; an export writes them as
 * ONNX operators.
 *
 * @param <V> a value: {@code [N, features]} or {@code [N, channels, height, width]}
 */
public interface Operations<V> {
    /** Applies a network to a value. */
    V apply(Network network, V x);

    /** Applies a network to a value and a side input {@code side [N, width]}. */
    V apply(Network network, V x, V side);

    /** Columns {@code from … from + count − 1} of rows. */
    V columns(V rows, long from, long count);

    /** Concatenates values along dimension 1. */
    V concatenate(List<V> parts);

    /** Zeros in the shape of a value. */
    V zerosLike(V x);
}
