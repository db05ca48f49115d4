/** Training methods, one class per method. A method is networks plus phases. */
@NullMarked
package dev.facet.method;

import org.jspecify.annotations.NullMarked;
