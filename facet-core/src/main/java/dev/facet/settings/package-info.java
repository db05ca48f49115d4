/** Reads, checks and writes configurations: YAML, presets and overrides. */
@NullMarked
package dev.facet.settings;

import org.jspecify.annotations.NullMarked;
