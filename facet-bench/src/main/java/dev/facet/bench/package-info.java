/** Measures the cost of training and generation, compared with the machine's limits. */
@NullMarked
package dev.facet.bench;

import org.jspecify.annotations.NullMarked;
