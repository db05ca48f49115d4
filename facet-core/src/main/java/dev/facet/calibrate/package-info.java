/** Calibrates a model's readings of real items, without labels. */
@NullMarked
package dev.facet.calibrate;

import org.jspecify.annotations.NullMarked;
