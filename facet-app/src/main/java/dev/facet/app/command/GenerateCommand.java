package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.app.console.Text;
import dev.facet.app.report.Pictures;
import dev.facet.app.report.SequenceCsv;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentBatch;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.explore.CodeValues;
import dev.facet.model.Model;

/** Draws images with a trained model. */
@Command(
        name = "generate",
        description = "Draws images with a trained model, as one grid or as single files.",
        sortOptions = false,
        footer = {
            "",
            "Image i depends only on the seed and i. Codes that are not set are drawn as in training.",
            "",
            "A code is given by its id or by the name that `facet name RUN` gave it. A category is given by its",
            "name, or by its index after a #: digit=#3. A bare number is the index, too, unless some category",
            "of the code has a number for a name, as digits do; then it is a name. The command says which",
            "it took.",
            "",
            "Example: facet generate runs/00003-mnist-infogan --code digit=3 --code slant=1.5 --out threes.png"
        })
@SuppressWarnings("NullAway.Init")
public final class GenerateCommand implements Callable<Integer> {
    private static final int BATCH = 256;
    private static final int LARGEST_GRID = 4096;

    /** The target of the images. */
    static final class Target {
        @Option(names = "--out", paramLabel = "FILE.png", description = "A grid of all images. Default: generated.png.")
        @Nullable
        Path file;

        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description = "A folder for single files 00000.png, 00001.png, …; of sequences 00000.csv, …")
        @Nullable
        Path folder;
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "The seed of all random numbers. Default: 0.")
    private long seed;

    @Option(
            names = "--code",
            paramLabel = "CODE=VALUE",
            description =
                    "Give a code one value in all images: a number, or a category by its name or #INDEX; repeatable.")
    private Map<String, String> codes = new LinkedHashMap<>();

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private @Nullable Target target;

    @Mixin
    private CheckpointOption checkpoint;

    @Override
    public Integer call() throws IOException {
        Path folder = target == null ? null : target.folder;
        int most = folder == null ? LARGEST_GRID : 1_000_000;
        if (count < 1 || count > most) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--count is " + count + "; " + (folder == null ? "a grid takes" : "there can be") + " 1 to "
                            + Text.count(most) + (folder == null ? ", more go to single files with --dir" : ""));
        }
        try (Model model = checkpoint.load(run)) {
            CodeNames names = RunNames.of(run, model.latent(), spec);
            CodeValues values = RunNames.values(model.latent(), names, codes, spec);
            if (folder != null) {
                single(model, values, folder);
                spec.commandLine()
                        .getOut()
                        .println(Text.count(count) + " " + model.shape().plural() + " in " + folder);
            } else {
                Path file = target == null || target.file == null ? Path.of("generated.png") : target.file;
                Pictures.write(Pictures.grid(images(model, values, 0, count)), file);
                spec.commandLine().getOut().println(file);
            }
        }
        return 0;
    }

    private void single(Model model, CodeValues values, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int first = 0; first < count; first += BATCH) {
            Items batch = images(model, values, first, Math.min(BATCH, count - first));
            for (int i = 0; i < batch.count(); i++) {
                String name = String.format(Locale.ROOT, "%05d", first + i);
                if (batch.shape() instanceof SequenceShape shape) {
                    SequenceCsv.write(shape, batch.sequence(i), folder.resolve(name + ".csv"));
                } else {
                    Pictures.write(batch.image(i), folder.resolve(name + ".png"));
                }
            }
        }
    }

    private Items images(Model model, CodeValues values, int first, int number) {
        LatentBatch latents = model.draw(seed, first, number);
        values.apply(latents);
        return model.generate(latents);
    }
}
