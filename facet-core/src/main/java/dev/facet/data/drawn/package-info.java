/** Sets that need no files: their images are drawn when they are read. */
@NullMarked
package dev.facet.data.drawn;

import org.jspecify.annotations.NullMarked;
