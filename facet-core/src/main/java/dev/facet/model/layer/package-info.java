/** Layers, and networks made of them. A layer knows all about itself; a network holds the tensors. */
@NullMarked
package dev.facet.model.layer;

import org.jspecify.annotations.NullMarked;
