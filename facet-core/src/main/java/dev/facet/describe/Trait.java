package dev.facet.describe;

/**
 * One thing that a code or a category says about items, in words and numbers.
 *
 * @param name what it is called, such as {@code slant}
 * @param grows what items become as the code grows, or what sets the items of a category apart, such as {@code leaning
 *     right}; empty if there is no word for it
 * @param strength 0 to 1. Of a property, |follows| · √share; of a factor, the absolute value of {@code follows}; of a
 *     class, the share of the category's items that are of the class
 * @param follows −1 to 1. Of a property, {@link dev.facet.metrics.CodeEffect#follows}; of a factor, the correlation of
 *     the readings of real items with it: Spearman's ρ, or R for an angle; of a class, the strength
 * @param share of the property's variance that the code makes, 0 to 1; NaN for factors and classes
 */
public record Trait(String name, Kind kind, String grows, double strength, double follows, double share) {
    /** Where a trait comes from. */
    public enum Kind {
        /** A property that was measured in generated items. */
        PROPERTY,
        /** A known factor of real items. */
        FACTOR,
        /** The class of most real items of a category. */
        CLASS
    }
}
