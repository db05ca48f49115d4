package dev.facet.train;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a run begins with that is not in its folder.
 *
 * @param seconds that went by since the user asked for it
 * @param notices for the user, before the first step
 * @param weights to begin with; null for those that the seed makes
 */
record Launch(
        double seconds, List<String> notices, @Nullable StartingWeights weights) {}
