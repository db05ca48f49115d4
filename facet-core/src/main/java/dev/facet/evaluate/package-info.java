/** Runs models over data and feeds the results to the metrics. */
@NullMarked
package dev.facet.evaluate;

import org.jspecify.annotations.NullMarked;
