package dev.facet.codes;

import java.util.Locale;

/** How often the categories of a {@link Code.Categorical} are drawn. */
public enum Prior {
    /** All equally often. */
    UNIFORM,
    /** As often as real items fall into each, which training finds out. */
    LEARNED,
    /** Like {@link #LEARNED}; categories that are not needed end with a share of 0. */
    AUTO;

    /** Whether training changes the shares of the categories. */
    public boolean isLearned() {
        return this != UNIFORM;
    }

    /** The name in settings and files. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
