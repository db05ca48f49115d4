/** What is kept between runs in the user's cache, such as images that were decoded once. */
@NullMarked
package dev.facet.data.cache;

import org.jspecify.annotations.NullMarked;
