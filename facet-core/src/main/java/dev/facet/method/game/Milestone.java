package dev.facet.method.game;

/**
 * Something that a method begins at a step. A run that ends before lacks it.
 *
 * @param step the first step at which it counts
 * @param missing what a run lacks that ends before, as a sentence without a full stop
 */
public record Milestone(long step, String missing) {}
