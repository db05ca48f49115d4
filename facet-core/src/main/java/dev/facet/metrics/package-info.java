/** Arithmetic on arrays. Imports nothing of ours. */
@NullMarked
package dev.facet.metrics;

import org.jspecify.annotations.NullMarked;
