/** What a run is exported as: files for other programs, and a page that explores the model. */
@NullMarked
package dev.facet.app.export;

import org.jspecify.annotations.NullMarked;
