package dev.facet.data;

/** A part of a data set. Sets that hold nothing out have all images in {@link #TRAIN} and none in {@link #TEST}. */
public enum Split {
    TRAIN,
    TEST
}
