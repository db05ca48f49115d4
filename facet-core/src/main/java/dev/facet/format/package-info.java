/** File formats, as bytes only. */
@NullMarked
package dev.facet.format;

import org.jspecify.annotations.NullMarked;
