/** How the program was started, and commands in its messages. */
@org.jspecify.annotations.NullMarked
package dev.facet.app.launch;
