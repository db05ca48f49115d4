/** Images that are picture files, in folders and in archives. */
@NullMarked
package dev.facet.data.picture;

import org.jspecify.annotations.NullMarked;
