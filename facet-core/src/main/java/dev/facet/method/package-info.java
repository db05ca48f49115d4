/** Methods: networks plus phases. One class per method. */
@NullMarked
package dev.facet.method;

import org.jspecify.annotations.NullMarked;
