/** Helpers over libtorch: scopes, precision, flat parameters, the fused optimiser. */
@NullMarked
package dev.facet.torch;

import org.jspecify.annotations.NullMarked;
