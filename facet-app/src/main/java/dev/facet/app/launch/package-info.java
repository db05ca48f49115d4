/** How the program was started, and how it says so. */
@org.jspecify.annotations.NullMarked
package dev.facet.app.launch;
