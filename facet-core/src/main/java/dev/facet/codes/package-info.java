/** What a generator is controlled by: the latent specification, and the draws from it. */
@NullMarked
package dev.facet.codes;

import org.jspecify.annotations.NullMarked;
