/** Sequences of numbers over time, read from arrays. */
@NullMarked
package dev.facet.data.sequence;

import org.jspecify.annotations.NullMarked;
