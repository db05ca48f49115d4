/** One run over several processes of this machine. */
@org.jspecify.annotations.NullMarked
package dev.facet.app.ranks;
