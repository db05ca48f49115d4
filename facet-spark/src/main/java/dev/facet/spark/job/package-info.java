/** Whole jobs: what the command line and spark-submit start. */
@NullMarked
package dev.facet.spark.job;

import org.jspecify.annotations.NullMarked;
