/** Exported networks in ONNX Runtime: generation and recognition without libtorch. */
@org.jspecify.annotations.NullMarked
package dev.facet.onnx;
