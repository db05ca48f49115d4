/** Says in words what each code of a model changes. */
@NullMarked
package dev.facet.describe;

import org.jspecify.annotations.NullMarked;
