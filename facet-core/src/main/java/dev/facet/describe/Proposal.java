package dev.facet.describe;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A name for a code, and names for its categories, that can be accepted as they are.
 *
 * @param code its id
 * @param name of a continuous code; empty if it says nothing that was measured
 * @param also what else it moves, in the order of {@link Meaning#traits}
 * @param categories names by index of the category; those without a clear difference are missing
 */
public record Proposal(String code, Optional<Name> name, List<Trait> also, Map<Integer, Name> categories) {
    public Proposal {
        also = List.copyOf(also);
        categories = Collections.unmodifiableMap(new TreeMap<>(categories));
    }

    /**
     * A proposed name.
     *
     * @param trait that it comes from, the stronger one of two
     */
    public record Name(String text, Trait trait) {}
}
