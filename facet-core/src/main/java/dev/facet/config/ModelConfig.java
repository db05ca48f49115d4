package dev.facet.config;

/**
 * The networks.
 *
 * @param family {@code DCGAN}: depth from the resolution; {@code INFOGAN_MNIST}: the table of the InfoGAN paper for 28×28
 * @param width channels of the widest image-side layer's neighbour; the paper's MNIST network has 64
 * @param leak slope of the leaky rectifiers in D and Q
 * @param discriminatorBatchNorm whether D's trunk is batch-normalised
 */
public record ModelConfig(Family family, int width, double leak, boolean discriminatorBatchNorm) {
    /** The architectures there are. */
    public enum Family {
        DCGAN,
        INFOGAN_MNIST
    }
}
