package dev.facet.model;

import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Images;

/**
 * A trained generator and recogniser, ready to use. Holds native memory: whoever loaded it closes it. Thread-safe.
 */
public abstract class Model implements AutoCloseable {
    /** What the generator is fed. */
    public abstract LatentSpec latent();

    /** The shape of the images it makes and reads. */
    public abstract ImageShape shape();

    /** G of some latent rows, with inference statistics of batch normalisation. */
    public abstract Images generate(LatentBatch latents);

    /** Q of some images of {@link #shape()}. */
    public abstract Encodings encode(Images images);

    /** Q of a whole data set. */
    public abstract Encodings encode(Dataset data);

    @Override
    public abstract void close();
}
