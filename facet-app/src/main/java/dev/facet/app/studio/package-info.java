/** The studio: runs in a browser, and the HTTP API behind it. */
@org.jspecify.annotations.NullMarked
package dev.facet.app.studio;
