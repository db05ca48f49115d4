/** Exports models for other programs. */
@org.jspecify.annotations.NullMarked
package dev.facet.export;
