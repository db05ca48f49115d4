package dev.facet.app.cluster;

/**
 * What a table of codes holds.
 *
 * @param images number of rows
 * @param bad how many of them have a reason instead of codes
 * @param unlike how many images are unlike the training data
 */
public record EncodeResult(long images, long bad, long unlike) {}
