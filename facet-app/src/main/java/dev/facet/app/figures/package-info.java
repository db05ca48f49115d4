/** What was measured of runs, and which runs belong together. */
@NullMarked
package dev.facet.app.figures;

import org.jspecify.annotations.NullMarked;
