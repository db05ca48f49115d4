/** Brings items to another number of samples, pixels or colours. */
@NullMarked
package dev.facet.data.resample;

import org.jspecify.annotations.NullMarked;
