package dev.facet.data;

/**
 * Which part of a data set. Sets without a part of their own held out have all images in {@link #TRAIN} and none in
 * {@link #TEST}.
 */
public enum Split {
    TRAIN,
    TEST
}
