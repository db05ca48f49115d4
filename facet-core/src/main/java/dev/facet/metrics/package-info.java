/** Metrics as arithmetic on arrays. Imports no other package of Facet. */
@NullMarked
package dev.facet.metrics;

import org.jspecify.annotations.NullMarked;
