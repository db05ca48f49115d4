package dev.facet.method.game;

/** Where the items that D sees come from. */
public enum Origin {
    REAL,
    GENERATED
}
