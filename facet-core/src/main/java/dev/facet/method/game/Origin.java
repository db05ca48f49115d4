package dev.facet.method.game;

/** Whether an item that D sees is real or generated. */
public enum Origin {
    REAL,
    GENERATED
}
