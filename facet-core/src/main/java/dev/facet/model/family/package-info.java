/** The network families that {@code model.family} names. */
@NullMarked
package dev.facet.model.family;

import org.jspecify.annotations.NullMarked;
