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
 * The code that is the class of an image, in the methods that learn from labels: the first categorical one.
 *
 * @param latent what it is a code of
 */
public record ClassCode(LatentSpec latent, Code.Categorical code) {
    public static ClassCode of(RunConfig run) {
        if (run.latent().categorical().isEmpty()) {
            throw new UsageException("method " + run.method() + " takes its first categorical code for the class, and"
                    + " there is none; give one, for instance `--codes \"digit:cat10\"`.");
        }
        return new ClassCode(run.latent(), run.latent().categorical().get(0));
    }

    /** The labels of the data, if it has some, and as many classes as the code has categories. */
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

    /** Some classes, one-hot {@code [N, k]}. */
    public Tensor oneHot(int[] labels) {
        return Tensors.oneHot(labels, code.size());
    }

    /** The classes that generated images were asked for, one-hot {@code [N, k]}; {@code rows} are what G was fed. */
    public Tensor asked(Tensor rows) {
        return rows.narrow(1, latent.offset(code), code.size());
    }

    /** The logits of the classes in Q's outputs {@code [N, k]}. */
    public Tensor logits(Tensor outputs) {
        return outputs.narrow(1, latent.outputOffset(code), code.size());
    }
}
