/** Time series in text files: UCR and UEA's formats, tables, and folders of them. */
@NullMarked
package dev.facet.data.series;

import org.jspecify.annotations.NullMarked;
