/** Traversals and grids: the pictures that show what a code means. */
@NullMarked
package dev.facet.explore;

import org.jspecify.annotations.NullMarked;
