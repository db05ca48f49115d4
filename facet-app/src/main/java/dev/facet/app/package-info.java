/** The program: parses the command line and runs one command. */
@NullMarked
package dev.facet.app;

import org.jspecify.annotations.NullMarked;
