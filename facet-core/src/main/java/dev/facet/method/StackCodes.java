package dev.facet.method;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;

/**
 * What the two levels of a stacked GAN are fed.
 *
 * @param latent what the three are the whole of
 * @param classes the class, which level 1 is fed
 * @param z1 the code of level 1, which makes features
 * @param z0 the code of level 0, which makes images
 */
record StackCodes(LatentSpec latent, Code.Categorical classes, Code.Continuous z1, Code.Continuous z0) {
    /** The codes of a specification; a {@link UsageException} where they are not a class, z1 and z0. */
    static StackCodes of(LatentSpec latent) {
        if (latent.noise().size() != 0
                || latent.categorical().size() != 1
                || latent.continuous().size() != 2) {
            throw new UsageException(
                    "method stackedgan takes one categorical code, which is the class, and two others, of which"
                            + " the first is fed to the level of features and the second to that of images, and no"
                            + " noise; there are "
                            + latent.categorical().size() + " categorical codes, "
                            + latent.continuous().size() + " others and "
                            + latent.noise().size()
                            + " numbers of noise. Use `--codes \"digit:cat10, z1:normal(0.5)x50,"
                            + " z0:normal(0.5)x50\" --set latent.noise.size=0`.");
        }
        return new StackCodes(
                latent,
                latent.categorical().get(0),
                latent.continuous().get(0),
                latent.continuous().get(1));
    }
}
