package dev.facet.data;
import dev.facet.config.DataConfig;
public final class Datasets { public static Dataset open(DataConfig d, Split s){ return Strokes.open(d,s);} }
