/** One run over several processes, of this machine or of a cluster. */
@org.jspecify.annotations.NullMarked
package dev.facet.app.ranks;
