/** Self-consistency of Q on real items, and the regrouping of categories that it leads to. */
@NullMarked
package dev.facet.method.consistency;

import org.jspecify.annotations.NullMarked;
