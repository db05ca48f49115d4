package dev.facet.describe;

import java.util.ArrayList;
import java.util.List;

/** The order in which traits name a code. */
final class Ranking {
    /** Weaker traits cannot be seen. */
    static final double SEEN = 0.1;

    /** Properties whose strengths differ by less are moved alike; the more specific one comes first. */
    private static final double ALIKE = 0.05;

    private Ranking() {}

    /**
     * The traits that can be seen. A known factor or class comes before the properties that are weaker; of a factor and
     * a property with one name, the stronger stays.
     *
     * @param properties the more specific first
     * @param known factors or classes
     */
    static List<Trait> of(List<Trait> properties, List<Trait> known) {
        List<Trait> left = new ArrayList<>(properties);
        left.removeIf(trait -> trait.strength() < SEEN);
        List<Trait> ranked = new ArrayList<>();
        while (!left.isEmpty()) {
            double most = left.stream().mapToDouble(Trait::strength).max().orElse(0);
            Trait next = left.stream()
                    .filter(trait -> trait.strength() >= most - ALIKE)
                    .findFirst()
                    .orElseThrow();
            left.remove(next);
            ranked.add(next);
        }
        for (Trait trait : known) {
            boolean outdone = ranked.stream()
                    .anyMatch(other -> other.name().equals(trait.name()) && other.strength() >= trait.strength());
            if (trait.strength() >= SEEN && !outdone) {
                ranked.removeIf(other -> other.name().equals(trait.name()));
                int at = 0;
                while (at < ranked.size() && ranked.get(at).strength() >= trait.strength()) {
                    at++;
                }
                ranked.add(at, trait);
            }
        }
        return ranked;
    }
}
