/** File formats: one class each, which decides itself what it recognises. */
@NullMarked
package dev.facet.data.file;

import org.jspecify.annotations.NullMarked;
