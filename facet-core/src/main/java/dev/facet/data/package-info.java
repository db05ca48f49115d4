/** Data sets: readers, the built-in generators, and the batches a training run draws. */
@NullMarked
package dev.facet.data;

import org.jspecify.annotations.NullMarked;
