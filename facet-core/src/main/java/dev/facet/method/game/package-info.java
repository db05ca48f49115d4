/** What all methods are made of: phases, the game of G and D, losses, and the information about codes. */
@NullMarked
package dev.facet.method.game;

import org.jspecify.annotations.NullMarked;
