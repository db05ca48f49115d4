package dev.facet.config;

/**
 * The networks.
 *
 * @param family which architecture
 * @param width channels of the widest image-side layer's neighbour; the paper's networks have 64, the book's 32
 * @param leak slope of the leaky rectifiers in D and Q
 * @param discriminatorBatchNorm whether D's trunk is batch-normalised
 * @param spectralNorm whether D's weights are divided by their largest singular values (Miyato et al. 2018)
 */
public record ModelConfig(Family family, int width, double leak, boolean discriminatorBatchNorm, boolean spectralNorm) {
    /** Without spectral normalisation. */
    public ModelConfig(Family family, int width, double leak, boolean discriminatorBatchNorm) {
        this(family, width, leak, discriminatorBatchNorm, false);
    }

    /** The architectures there are. */
    public enum Family {
        /** Depth from the resolution (Radford, Metz, Chintala 2016). */
        DCGAN,
        /** Table 1 of the InfoGAN paper: 28×28 grey. */
        INFOGAN_MNIST,
        /** Tables 2 and 3 of the InfoGAN paper, for SVHN and CelebA: 32×32. */
        INFOGAN_SVHN,
        /** Tables 4 and 5 of the InfoGAN paper, for faces: 32×32. */
        INFOGAN_FACES,
        /** Tables 6 and 7 of the InfoGAN paper, for chairs: 64×64. */
        INFOGAN_CHAIRS,
        /** The convolutional networks of Atienza's book (2018), from its DCGAN to its InfoGAN: 28×28. */
        BOOK_MNIST,
        /** A widely copied InfoGAN tutorial for Keras: 28×28. */
        KERAS_BLOG,
        /** A widely copied InfoGAN tutorial for PyTorch, with least squares losses: 28×28. */
        LSGAN_TUTORIAL,
        /** The same with its defect: batch normalisation with an epsilon of 0.8 where a momentum was meant. */
        LSGAN_TUTORIAL_AS_PUBLISHED,
        /** What InfoGAN-CR has for dSprites: 64×64. */
        INFOGAN_CR,
        /** Convolutions over time, for sequences. */
        SEQUENCE
    }
}
