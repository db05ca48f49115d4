/** Layers, and networks made of layers. A layer describes itself; a network holds the tensors. */
@NullMarked
package dev.facet.model.layer;

import org.jspecify.annotations.NullMarked;
