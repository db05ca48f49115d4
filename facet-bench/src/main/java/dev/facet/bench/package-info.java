/** What training and generation cost on this machine, next to what the machine could do. */
@NullMarked
package dev.facet.bench;

import org.jspecify.annotations.NullMarked;
