/** File formats as bytes, without their meaning for training. */
@NullMarked
package dev.facet.format;

import org.jspecify.annotations.NullMarked;
