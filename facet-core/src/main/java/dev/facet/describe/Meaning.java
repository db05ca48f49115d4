package dev.facet.describe;

import java.util.List;

/**
 * What one code was found to say.
 *
 * @param code its id
 * @param traits of a continuous code, the one that names it best first; those that are too weak to be seen are left out
 * @param categories traits of each category of a categorical code, by index, in the same order
 */
public record Meaning(String code, List<Trait> traits, List<List<Trait>> categories) {
    public Meaning {
        traits = List.copyOf(traits);
        categories = categories.stream().map(List::copyOf).toList();
    }
}
