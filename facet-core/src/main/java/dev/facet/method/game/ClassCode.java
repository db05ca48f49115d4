package dev.facet.method.game;

import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Labels;
import dev.facet.torch.Tensors;

/**
 * The code that is the class of an image, for methods that learn from labels: the first categorical code.
 *
 * @param latent the specification that the code belongs to
 */
public record ClassCode(LatentSpec latent, Code.Categorical code) {
    public static ClassCode of(RunConfig run) {
        if (run.latent().categorical().isEmpty()) {
            throw new UsageException("method " + run.method() + " takes its first categorical code for the class, and"
                    + " there is none; give one, for instance `--codes \"digit:cat10\"`.");
        }
        return new ClassCode(run.latent(), run.latent().categorical().get(0));
    }

    /**
     * The labels of the data.
     *
     * @throws UsageException if the data has no labels, or if the code does not have as many categories as there are
     *     classes
     */
    public static Labels check(RunConfig run, Dataset data) {
        Code.Categorical code = of(run).code();
        Labels labels = data.labels()
                .orElseThrow(() -> new UsageException("method " + run.method() + " needs labels; " + data.name()
                        + " has none. Put the images of each class in a folder of its own, or train with"
                        + " a preset that finds categories without labels, such as `--preset images`."));
        int classes = labels.names().size();
        if (classes != code.size()) {
            throw new UsageException("method " + run.method() + " takes code '" + code.name() + "', which has "
                    + code.size() + " categories, for the class; " + data.name() + " has " + classes
                    + " classes. Use `--codes \"" + code.name() + ":cat" + classes + "\"`.");
        }
        return labels;
    }

    /** The classes of a step's real images, one-hot {@code [N, k]}. */
    public Tensor real(Step step) {
        return step.once("classes", () -> oneHot(step.labels()));
    }

    /** Class labels as one-hot rows {@code [N, k]}. */
    public Tensor oneHot(int[] labels) {
        return Tensors.oneHot(labels, code.size());
    }

    /** The classes that generated images should have, one-hot {@code [N, k]}. {@code rows} is G's input. */
    public Tensor asked(Tensor rows) {
        return rows.narrow(1, latent.offset(code), code.size());
    }

    /** The class logits {@code [N, k]} in Q's outputs. */
    public Tensor logits(Tensor outputs) {
        return outputs.narrow(1, latent.outputOffset(code), code.size());
    }
}
