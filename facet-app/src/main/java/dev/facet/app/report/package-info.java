/** Output of commands for people: sentences, pictures, tables and pages. */
@NullMarked
package dev.facet.app.report;

import org.jspecify.annotations.NullMarked;
