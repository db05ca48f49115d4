/** Common parts of all commands at a terminal: messages, progress, exit codes, interruption. */
@NullMarked
package dev.facet.app.console;

import org.jspecify.annotations.NullMarked;
