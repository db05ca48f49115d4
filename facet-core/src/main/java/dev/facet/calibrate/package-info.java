/** Measures, without labels, how far what a model says of real items can be believed. */
@NullMarked
package dev.facet.calibrate;

import org.jspecify.annotations.NullMarked;
