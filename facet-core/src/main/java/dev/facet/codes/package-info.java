/** The controls of a generator: the latent specification, draws from it, and what Q reads. */
@NullMarked
package dev.facet.codes;

import org.jspecify.annotations.NullMarked;
