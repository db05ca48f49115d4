/** The training loop, the run folder, checkpoints. */
@NullMarked
package dev.facet.train;

import org.jspecify.annotations.NullMarked;
