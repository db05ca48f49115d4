package dev.facet.evaluate;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentBatch;
import dev.facet.data.Dataset;
import dev.facet.model.Model;

/**
 * Whether a model with a class code generates the class it is asked for.
 *
 * @param code the code that is the class
 * @param samples how many images were generated, the same number for each class
 * @param conditionalAccuracy share of them that the classifier assigns to the requested class
 * @param classifierAccuracy share of real images, held out if possible, that the classifier gets right; it limits how
 *     far the previous figure can be trusted
 * @param recogniserAccuracy share of the same real images that the model's own recogniser gets right by the class code,
 *     such as a stacked GAN's encoder; NaN if the model has no recogniser
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
     * Evaluates a model with a classifier of its training data.
     *
     * @param code the code that is the class
     * @param score labelled real images: those the classifier has not seen, or else its training images
     */
    public static Conditional of(Model model, Code.Categorical code, Classifier classifier, Dataset score) {
        LatentBatch latents = model.draw(Draws.seed(0, "evaluation"), 0, SAMPLES);
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
