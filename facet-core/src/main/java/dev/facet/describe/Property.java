package dev.facet.describe;

/**
 * A quantity that can be measured in an item without labels.
 *
 * @param less what an item with less of it is, compared with others, such as {@code darker}; empty for an angle
 * @param more what an item with more of it is
 * @param period of an angle, such as 360; 0 for other quantities
 */
record Property(String name, String less, String more, double period) {
    /** A quantity that is no angle. */
    Property(String name, String less, String more) {
        this(name, less, more, 0);
    }

    /** An angle in degrees. */
    static Property angle(String name, double period) {
        return new Property(name, "", "", period);
    }
}
