/** Public data sets known by a name, and how they are fetched. */
@NullMarked
package dev.facet.data.known;

import org.jspecify.annotations.NullMarked;
