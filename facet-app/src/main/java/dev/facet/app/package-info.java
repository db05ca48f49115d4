/** The command line: one class per command. */
@NullMarked
package dev.facet.app;

import org.jspecify.annotations.NullMarked;
