package dev.facet.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.metrics.FactorVae;
import dev.facet.metrics.Variance;
import dev.facet.model.Model;

/**
 * Which of several models is most similar to the others, found without labels (ModelCentrality; Lin, Thekumparampil,
 * Fanti, Oh 2020, section 5). Models that have found the factors of the data agree with each other; those that failed
 * do so in different ways. Model j generates groups of images that share one code, and model i reads them; {@code
 * A[i][j]} is the FactorVAE score of these readings. The score of model i is the mean of {@code (A[i][j] + A[j][i]) /
 * 2} over the others.
 *
 * @param scores of the models, in order; choose the largest
 * @param agreement A
 */
public record ModelCentrality(double[] scores, double[][] agreement) {
    /** Number of groups per generating model. */
    public static final int GROUPS = 500;

    private static final int GROUP = 100;
    private static final int OVERALL = 5_000;

    /** Compares at least two models with images of the same shape, each with a recogniser and codes. */
    public static ModelCentrality of(List<Model> models, int groups, long seed) {
        if (models.size() < 2) {
            throw new UsageException("a choice needs at least 2 models; there is " + models.size() + ".");
        }
        for (Model model : models) {
            model.requireRecogniser();
            if (!model.shape().fits(models.get(0).shape())) {
                throw new UsageException("the models make different things, "
                        + models.get(0).shape() + " and " + model.shape() + "; they must be of the same data.");
            }
        }
        int count = models.size();
        double[][] agreement = new double[count][count];
        for (int j = 0; j < count; j++) {
            score(models, models.get(j), groups, Draws.seed(seed, "model " + j), agreement, j);
        }
        double[] scores = new double[count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                scores[i] += i == j ? 0 : (agreement[i][j] + agreement[j][i]) / 2 / (count - 1);
            }
        }
        return new ModelCentrality(scores, agreement);
    }

    /** Computes column {@code j}: how all models read the images of {@code generator}. */
    private static void score(List<Model> models, Model generator, int groups, long seed, double[][] agreement, int j) {
        LatentSpec latent = generator.latent();
        List<Code> codes = latent.codes();
        int[] factors = new int[groups];
        double[][][] variances = models.stream()
                .map(model -> new double[model.latent().codes().size()][groups])
                .toArray(double[][][]::new);
        for (int group = 0; group < groups; group++) {
            int k = group % codes.size();
            factors[group] = k;
            LatentBatch rows = sharing(latent, codes.get(k), seed, group);
            List<double[][]> read = read(models, generator, rows);
            for (int i = 0; i < models.size(); i++) {
                for (int d = 0; d < variances[i].length; d++) {
                    variances[i][d][group] = Variance.unbiased(read.get(i)[d]);
                }
            }
        }
        List<double[][]> overall = read(models, generator, latent.draw(Draws.seed(seed, "overall"), 0, OVERALL));
        for (int i = 0; i < models.size(); i++) {
            double[] of = Arrays.stream(overall.get(i))
                    .mapToDouble(Variance::unbiased)
                    .toArray();
            agreement[i][j] = FactorVae.score(of, variances[i], factors, 0);
        }
    }

    /** Rows with the same value of a code, otherwise drawn independently. */
    private static LatentBatch sharing(LatentSpec latent, Code code, long seed, int group) {
        LatentBatch rows = latent.draw(seed, (long) group * GROUP, GROUP);
        float[] values = rows.values();
        int offset = latent.offset(code);
        for (int row = 1; row < GROUP; row++) {
            System.arraycopy(values, offset, values, row * latent.width() + offset, code.width());
        }
        return rows;
    }

    /** The codes that each model reads, {@code [code][row]}. */
    private static List<double[][]> read(List<Model> models, Model generator, LatentBatch rows) {
        var items = generator.generate(rows);
        List<double[][]> all = new ArrayList<>();
        for (Model model : models) {
            Encodings encodings = model.encode(items);
            all.add(model.latent().codes().stream()
                    .map(code -> encodings.values(code))
                    .toArray(double[][]::new));
        }
        return all;
    }
}
