/** The building blocks of methods: phases, the game of G and D, losses, and the information about codes. */
@NullMarked
package dev.facet.method.game;

import org.jspecify.annotations.NullMarked;
