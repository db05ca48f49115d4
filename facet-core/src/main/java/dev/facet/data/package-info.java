/** What every data set is: items, their shape, labels and factors, and the batches that a training run draws. */
@NullMarked
package dev.facet.data;

import org.jspecify.annotations.NullMarked;
