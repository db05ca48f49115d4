package dev.facet.method.game;

/**
 * A part of a method that begins at a later step. A run that ends before that step goes without it.
 *
 * @param step the first step at which it counts
 * @param missing what goes wrong in a run that ends earlier, as a sentence without a full stop
 */
public record Milestone(long step, String missing) {}
