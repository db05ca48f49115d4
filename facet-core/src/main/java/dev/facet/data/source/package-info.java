/** Opens data by what a user calls it: a name or a path. */
@NullMarked
package dev.facet.data.source;

import org.jspecify.annotations.NullMarked;
