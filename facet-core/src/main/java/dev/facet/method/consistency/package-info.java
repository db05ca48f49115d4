/** Self-consistency of Q on real items, and the regrouping of its categories. */
@NullMarked
package dev.facet.method.consistency;

import org.jspecify.annotations.NullMarked;
