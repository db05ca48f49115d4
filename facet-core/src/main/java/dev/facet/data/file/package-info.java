/** File formats: one class for each, which says by itself what it recognises. */
@NullMarked
package dev.facet.data.file;

import org.jspecify.annotations.NullMarked;
