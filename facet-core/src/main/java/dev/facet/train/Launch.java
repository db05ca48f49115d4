package dev.facet.train;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a run begins with besides its folder.
 *
 * @param seconds time since the user's request, in seconds
 * @param notices messages for the user before the first step
 * @param weights initial weights; null for those drawn from the seed
 */
record Launch(
        double seconds, List<String> notices, @Nullable StartingWeights weights) {}
