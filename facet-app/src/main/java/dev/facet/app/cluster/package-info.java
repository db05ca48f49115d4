/** What many machines do for the command line; the module facet-spark does it. */
@NullMarked
package dev.facet.app.cluster;

import org.jspecify.annotations.NullMarked;
