/** Pictures that show what a code means: traversals and grids. */
@NullMarked
package dev.facet.explore;

import org.jspecify.annotations.NullMarked;
