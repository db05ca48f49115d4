/** Opens data by a user's name for it or by a path. */
@NullMarked
package dev.facet.data.source;

import org.jspecify.annotations.NullMarked;
