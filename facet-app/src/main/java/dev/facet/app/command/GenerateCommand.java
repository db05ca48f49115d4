package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.explore.CodeValues;
import dev.facet.format.AtomicFile;
import dev.facet.format.NpzWriter;
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
    private static final int MOST_NOISE = 4;

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

    @Option(
            names = "--noise",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "Multiply the noise: with less than 1, images are more typical and more alike. Default: 1.")
    private double noise;

    @Option(
            names = "--latents",
            paramLabel = "FILE.npz",
            description =
                    "Also write what the images are drawn from: latents, the rows that the exported generator takes"
                            + " (noise, then the codes in order), and each code under its id.")
    private @Nullable Path latents;

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
        if (!(noise >= 0 && noise <= MOST_NOISE)) {
            throw new ParameterException(
                    spec.commandLine(), "--noise is " + noise + "; wanted a number from 0 to " + MOST_NOISE);
        }
        try (Model model = checkpoint.load(run)) {
            CodeNames names = RunNames.of(run, model.latent(), spec);
            CodeValues values = RunNames.values(model.latent(), names, codes, spec);
            if (latents != null) {
                write(model, values, latents);
                spec.commandLine().getOut().println(latents);
            }
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
                    Pictures.item(batch.image(i), folder.resolve(name + ".png"));
                }
            }
        }
    }

    private Items images(Model model, CodeValues values, int first, int number) {
        return model.generate(rows(model, values, first, number));
    }

    private LatentBatch rows(Model model, CodeValues values, int first, int number) {
        LatentBatch rows = model.draw(seed, first, number);
        rows.scaleNoise(noise);
        values.apply(rows);
        return rows;
    }

    private void write(Model model, CodeValues values, Path file) throws IOException {
        LatentSpec latent = model.latent();
        AtomicFile.write(file, out -> {
            try (NpzWriter npz = new NpzWriter(out)) {
                npz.beginFloats("latents", count, latent.width());
                for (int first = 0; first < count; first += BATCH) {
                    npz.floats(rows(model, values, first, Math.min(BATCH, count - first))
                            .values());
                }
                for (Code code : latent.codes()) {
                    write(npz, model, values, code);
                }
            }
        });
    }

    private void write(NpzWriter npz, Model model, CodeValues values, Code code) throws IOException {
        int offset = model.latent().offset(code);
        if (code instanceof Code.Categorical) {
            npz.beginWholes(code.name(), count);
        } else {
            npz.beginFloats(code.name(), count, code.width());
        }
        for (int first = 0; first < count; first += BATCH) {
            LatentBatch rows = rows(model, values, first, Math.min(BATCH, count - first));
            for (int i = 0; i < rows.count(); i++) {
                if (code instanceof Code.Categorical categorical) {
                    npz.wholes(rows.category(categorical, i));
                } else {
                    int from = i * model.latent().width() + offset;
                    npz.floats(Arrays.copyOfRange(rows.values(), from, from + code.width()));
                }
            }
        }
    }
}
