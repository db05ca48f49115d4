/**
 * Models on many machines, with Apache Spark. On the machines that work, only ONNX Runtime is loaded: nothing here or
 * in what is called from here touches libtorch.
 */
@NullMarked
package dev.facet.spark;

import org.jspecify.annotations.NullMarked;
