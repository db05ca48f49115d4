package dev.facet.evaluate;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentBatch;
import dev.facet.data.Dataset;
import dev.facet.model.Model;

/**
 * Whether a model that was taught classes draws what it is asked for.
 *
 * @param code the code that is the class
 * @param samples how many images were generated, as many of each class as of any other
 * @param conditionalAccuracy the share of them that the classifier gives the class asked for
 * @param classifierAccuracy the share of real images, held out where there are any, whose class the classifier tells:
 *     what the figure before it can be trusted to
 * @param recogniserAccuracy the share of the same images whose class the model itself tells by its class code, such as
 *     a stacked GAN's encoder; not a number where the model has no recogniser
 */
public record Conditional(
        String code, int samples, double conditionalAccuracy, double classifierAccuracy, double recogniserAccuracy) {
    private static final int SAMPLES = 10_000;

    private static double own(Model model, Code.Categorical code, Dataset score) {
        return model.recognises() && score.labels().isPresent()
                ? Classifier.share(
                        model.encode(score).categories(code),
                        score.labels().get().values())
                : Double.NaN;
    }

    /**
     * Judges a model by a classifier of the data it was trained on.
     *
     * @param code the code that is the class
     * @param score labelled real images of which the classifier has not seen any, or those it learned from
     */
    public static Conditional of(Model model, Code.Categorical code, Classifier classifier, Dataset score) {
        LatentBatch latents = model.latent().draw(Draws.seed(0, "evaluation"), 0, SAMPLES);
        int[] asked = new int[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            asked[i] = i % code.size();
            latents.setCategory(code, i, asked[i]);
        }
        int[] found = classifier.classes(model.generate(latents));
        return new Conditional(
                code.name(),
                SAMPLES,
                Classifier.share(found, asked),
                classifier.accuracy(score),
                own(model, code, score));
    }
}
