/** The configuration of a run: records, strict reading of YAML, overrides and presets. */
@NullMarked
package dev.facet.config;

import org.jspecify.annotations.NullMarked;
