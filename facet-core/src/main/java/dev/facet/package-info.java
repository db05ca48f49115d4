/** The front door of the library. */
@NullMarked
package dev.facet;

import org.jspecify.annotations.NullMarked;
