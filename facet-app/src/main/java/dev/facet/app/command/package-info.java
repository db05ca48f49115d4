/** One class for each command, and the options that several commands have. */
@NullMarked
package dev.facet.app.command;

import org.jspecify.annotations.NullMarked;
