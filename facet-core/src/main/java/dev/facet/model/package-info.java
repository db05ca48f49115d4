/** Networks, described as lists of layers. */
@NullMarked
package dev.facet.model;

import org.jspecify.annotations.NullMarked;
