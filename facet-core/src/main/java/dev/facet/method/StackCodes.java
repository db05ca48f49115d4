package dev.facet.method;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;

/**
 * The codes of the two levels of a stacked GAN.
 *
 * @param latent the specification that consists of the three codes
 * @param classes the class, fed to level 1
 * @param z1 the code of level 1, which makes features
 * @param z0 the code of level 0, which makes images
 */
record StackCodes(LatentSpec latent, Code.Categorical classes, Code.Continuous z1, Code.Continuous z0) {
    /**
     * Takes the codes from a specification.
     *
     * @throws UsageException if the codes are not one class and two others, or if there is noise
     */
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
