/** Images that lie in one array, with labels and factors in others. */
@NullMarked
package dev.facet.data.array;

import org.jspecify.annotations.NullMarked;
