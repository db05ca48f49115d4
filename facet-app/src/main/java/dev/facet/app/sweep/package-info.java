/** The commands for many runs that differ in seeds and settings. */
@NullMarked
package dev.facet.app.sweep;

import org.jspecify.annotations.NullMarked;
