/** Runs models on data and computes metrics from the results. */
@NullMarked
package dev.facet.evaluate;

import org.jspecify.annotations.NullMarked;
