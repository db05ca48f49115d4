/** Resamples items to another number of time steps, pixels or colours. */
@NullMarked
package dev.facet.data.resample;

import org.jspecify.annotations.NullMarked;
