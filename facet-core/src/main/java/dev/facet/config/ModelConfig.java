package dev.facet.config;

/**
 * Settings of the networks.
 *
 * @param family the name of a network family
 * @param width base number of channels, by which the widths of all layers scale; 64 in the paper's networks, 32 in the
 *     book's
 * @param leak slope of the leaky rectifiers in D and Q
 * @param discriminatorBatchNorm whether D's trunk is batch-normalised
 * @param spectralNorm whether D's weights are divided by their largest singular values (Miyato et al. 2018)
 * @param fullResolution whether the generator has one more convolution, at the full resolution; only of
 *     {@code dcgan-bilinear}
 */
public record ModelConfig(
        String family,
        int width,
        double leak,
        boolean discriminatorBatchNorm,
        boolean spectralNorm,
        boolean fullResolution) {
    /** Without spectral normalisation, and without a layer more at the full resolution. */
    public ModelConfig(String family, int width, double leak, boolean discriminatorBatchNorm) {
        this(family, width, leak, discriminatorBatchNorm, false, false);
    }

    /** A copy with or without batch normalisation in D's trunk. */
    public ModelConfig withDiscriminatorBatchNorm(boolean norm) {
        return new ModelConfig(family, width, leak, norm, spectralNorm, fullResolution);
    }

    /** A copy with or without spectral normalisation. */
    public ModelConfig withSpectralNorm(boolean norm) {
        return new ModelConfig(family, width, leak, discriminatorBatchNorm, norm, fullResolution);
    }

    /** A copy with or without one more convolution of the generator at the full resolution. */
    public ModelConfig withFullResolution(boolean wanted) {
        return new ModelConfig(family, width, leak, discriminatorBatchNorm, spectralNorm, wanted);
    }

    /** Refuses values that are out of range. */
    public void check(Check check) {
        check.whole("width", width, 4, 1024);
        check.number("leak", leak, 0, 0.99);
    }
}
