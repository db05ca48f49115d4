package dev.facet.config;

/**
 * What a run is trained on.
 *
 * @param source a built-in set ({@code strokes}, {@code sprites}), a known set ({@code mnist}, {@code svhn} and so on), or the path of a
 *     folder or ZIP archive of images or of an IDX, NumPy or MATLAB file
 * @param resolution height and width in pixels that images are brought to; 0 takes the data's own where that fits
 * @param channels 1 for grey, 3 for RGB; 0 takes the data's own
 * @param count how many samples a built-in set has; ignored by the others
 * @param seed what a built-in set is drawn from; ignored by the others
 */
public record DataConfig(String source, int resolution, int channels, int count, long seed) {}
