package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.app.console.DownloadBar;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Text;
import dev.facet.app.report.Pictures;
import dev.facet.app.report.ReconstructionsPicture;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.Encodings;
import dev.facet.codes.Encodings.Distances;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.LeftOut;
import dev.facet.data.Split;
import dev.facet.data.picture.ImageFolder;
import dev.facet.data.picture.ReadReport.Skipped;
import dev.facet.data.source.DataSource;
import dev.facet.data.source.Datasets;
import dev.facet.explore.CodeLookup;
import dev.facet.explore.CodeValues;
import dev.facet.format.Csv;
import dev.facet.model.Inversion;
import dev.facet.model.Model;

/** Reads the codes of images. */
@Command(
        name = "encode",
        description = "Reads the codes of images into a table with one row per image.",
        sortOptions = false,
        footer = {
            "",
            "Columns: image (its path in a folder, else its index); for a code with",
            "categories the most probable one, as generate --code CODE= takes it (its",
            "name, or else its index), that one's index and its probability; for a",
            "continuous code Q's mean and standard deviation (sigma). Then how far the",
            "image is from the training data: data_distance, beyond 1 unlike it;",
            "data_percentile, how many of 100 held-out images are nearer; unlike_data, 1",
            "or 0. These are empty in a run that is not calibrated;",
            "`facet calibrate RUN` does that. At last problem, which says why a picture",
            "cannot be read; such pictures come last and have no codes.",
            "",
            "With --latents there are also noise_0, noise_1, …, and CODE_encoded for each",
            "continuous code: the numbers of which the generator makes the image again, as",
            "the run's encoder finds them (`facet fit-encoder RUN`), or --search does.",
            "",
            "With --spark the table has the same columns, and all probabilities of a code",
            "with categories in CODE_probabilities; reason instead of problem; the columns",
            "of a Parquet file beside its images; and where each row is from.",
            "",
            "Examples:",
            "  facet encode runs/00003-mnist-infogan ~/pictures --out codes.csv",
            "  facet encode runs/00003-mnist-infogan one.png \"more/*.jpg\" --out -",
            "  facet encode runs/00003-mnist-infogan me.png --out - --reconstructions edited.png --code c1=1",
            "  facet encode runs/00003-mnist-infogan shards --spark local[2] --out codes.parquet"
        })
@SuppressWarnings("NullAway.Init")
public final class EncodeCommand implements Callable<Integer> {
    private static final int BATCH = 256;
    private static final int MOST_STEPS = 10_000;
    private static final List<String> DISTANCE = List.of("data_distance", "data_percentile", "unlike_data");

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "DATA",
            description =
                    "Images: a known or built-in set, a folder, an archive, or a file of arrays; or time series; or"
                            + " pictures, by their paths or patterns such as '*.png'.")
    private List<String> data;

    @Option(
            names = "--split",
            paramLabel = "PART",
            defaultValue = "train",
            description = "train or test; sets without a test part have all images in train. Default: train.")
    private Split split;

    @Option(
            names = "--out",
            paramLabel = "FILE.csv",
            required = true,
            description = "The comma-separated table (RFC 4180); - for standard output. With --spark a folder of"
                    + " Parquet files.")
    private String out;

    @Option(names = "--latents", description = "Add the numbers of which the generator makes each image again.")
    private boolean latents;

    @Option(
            names = "--reconstructions",
            paramLabel = "FILE.png",
            description = "Draw the first " + ReconstructionsPicture.MOST
                    + " images, each beside what the generator makes of it.")
    private @Nullable Path reconstructions;

    @Option(
            names = "--search",
            paramLabel = "STEPS",
            defaultValue = "0",
            description = "With --latents or --reconstructions: search codes and noise that make an image again better,"
                    + " by this many steps of gradient descent (some 200) from where the encoder or Q begin.")
    private int search;

    @Option(
            names = "--code",
            paramLabel = "CODE=VALUE",
            description = "With --reconstructions: draw a third image, in which a code has this value; repeatable.")
    private Map<String, String> codes = new LinkedHashMap<>();

    /** How far what is made is from the images, before and after searching. */
    private final DoubleSummaryStatistics before = new DoubleSummaryStatistics();

    private final DoubleSummaryStatistics after = new DoubleSummaryStatistics();

    /** The rows of the first images, if the table has them: they are drawn, too. */
    private @Nullable LatentBatch beginning;

    @Mixin
    private EncodeOnCluster cluster;

    @Mixin
    private CheckpointOption checkpoint;

    @Override
    public Integer call() throws IOException {
        if (cluster.wanted()) {
            String others = search != 0
                    ? "--search"
                    : latents
                            ? "--latents"
                            : reconstructions != null ? "--reconstructions" : codes.isEmpty() ? null : "--code";
            return cluster.run(
                    run,
                    checkpoint,
                    data,
                    split,
                    out,
                    others,
                    spec.commandLine().getErr());
        }
        DataConfig trained = Facet.config(run).data();
        try (Model model = checkpoint.load(run);
                Dataset images = open(trained)) {
            model.requireRecogniser();
            refuseMissing(images);
            if (model.calibration().isEmpty()) {
                spec.commandLine().getErr().println(CalibrateCommand.missing(run));
            }
            List<Skipped> bad =
                    images instanceof ImageFolder folder ? folder.report().skipped() : List.of();
            if (bad.isEmpty()) {
                images.leftOut().forEach(left -> spec.commandLine().getErr().println(Text.plain(left.toString())));
            }
            CodeNames names = RunNames.of(run, model.latent(), spec);
            CodeLookup lookup = new CodeLookup(model.latent(), names);
            CodeValues changed = RunNames.values(model.latent(), names, codes, spec);
            requireEncoder(model);
            if (out.equals("-")) {
                PrintWriter writer = spec.commandLine().getOut();
                write(model, lookup, images, bad, writer);
                writer.flush();
            } else {
                Path file = Path.of(out);
                int unlike;
                try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                    unlike = write(model, lookup, images, bad, writer);
                }
                String told =
                        model.calibration().isEmpty() ? "" : ", " + Text.count(unlike) + " unlike the training data";
                String failed = bad.isEmpty() ? "" : "; " + Text.count(bad.size()) + " cannot be read";
                spec.commandLine().getErr().println(Text.count(images.size()) + " images in " + file + told + failed);
            }
            if (reconstructions != null) {
                draw(model, images, changed, reconstructions);
            }
            if (after.getCount() > 0) {
                spec.commandLine()
                        .getErr()
                        .println(String.format(
                                Locale.ROOT,
                                "searched in %d steps: the mean difference is %.3f, and was %.3f",
                                search,
                                after.getAverage(),
                                before.getAverage()));
            }
            return images.size() == 0 && !bad.isEmpty() ? ExitCodes.FAILED : 0;
        }
    }

    /** Refuses data of which a damaged file has lost items; a damaged picture has a row of its own, or is told. */
    private void refuseMissing(Dataset images) {
        List<String> missing = images.leftOut().stream()
                .filter(LeftOut::missing)
                .map(left -> Text.plain(left.kind() + " (" + Text.count(left.count()) + "), " + left.reason()))
                .toList();
        if (!missing.isEmpty()) {
            throw new UsageException(data.get(0) + " is not whole: it lacks " + String.join("; it lacks ", missing)
                    + ". Nothing was written: rows that are missing would look like pictures that were never there.");
        }
    }

    private void requireEncoder(Model model) {
        if (!codes.isEmpty() && reconstructions == null) {
            throw new UsageException("--code changes the images that --reconstructions draws; add --reconstructions"
                    + " FILE.png, or leave --code out.");
        }
        if (search < 0 || search > MOST_STEPS || search > 0 && !latents && reconstructions == null) {
            throw new UsageException("--search is " + search + "; wanted 1 to " + Text.count(MOST_STEPS)
                    + " steps, together with --latents or --reconstructions FILE.png.");
        }
        if (search == 0 && (latents || reconstructions != null)) {
            model.requireEncoder();
        }
    }

    /** The rows that make items again, as the encoder finds them or as they are searched. */
    private LatentBatch rows(Model model, Items items) {
        if (search == 0) {
            return model.invert(items);
        }
        Inversion inversion = new Inversion(model, items, search);
        inversion.run(model, search);
        Arrays.stream(inversion.errorsAtStart()).forEach(before::accept);
        Arrays.stream(inversion.errors()).forEach(after::accept);
        return inversion.rows();
    }

    private void draw(Model model, Dataset images, CodeValues changed, Path file) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        int count = Math.min(ReconstructionsPicture.MOST, images.size());
        if (count == 0) {
            err.println("there are no images, so " + file + " was not drawn");
            return;
        }
        Items shown = Items.of(images, IntStream.range(0, count).toArray());
        LatentBatch rows = beginning == null
                ? rows(model, shown)
                : new LatentBatch(
                        model.latent(),
                        count,
                        Arrays.copyOf(beginning.values(), count * model.latent().width()));
        Pictures.write(ReconstructionsPicture.of(model, shown, rows, changed), file);
        err.println(file + ": " + Text.count(count) + " images, each beside what the generator makes of it"
                + (changed.values().isEmpty() ? "" : ", and that with the codes changed"));
    }

    private Dataset open(DataConfig trained) throws IOException {
        String first = data.get(0);
        // Good pictures are answered, however many are bad.
        DataConfig config = DataSource.forModel(first, trained).withHeldOut(0).withBad(1);
        if (Datasets.arePictures(data)) {
            return Datasets.pictures(data, config);
        }
        DownloadBar.fetch(first, spec.commandLine().getErr());
        return Facet.open(config, split);
    }

    /** Writes one row per image, and returns the number of images unlike the training data. */
    private int write(Model model, CodeLookup lookup, Dataset images, List<Skipped> bad, Writer writer)
            throws IOException {
        int unlike = 0;
        List<String> header = header(lookup.latent());
        Csv.write(writer, header);
        for (int first = 0; first < images.size(); first += BATCH) {
            int count = Math.min(BATCH, images.size() - first);
            int[] indices = IntStream.range(first, first + count).toArray();
            Items items = Items.of(images, indices);
            Encodings encodings = model.encode(items);
            LatentBatch rows = latents ? rows(model, items) : null;
            beginning = beginning == null ? rows : beginning;
            for (int i = 0; i < count; i++) {
                Csv.write(writer, cells(lookup, encodings, rows, i, images.nameOf(first + i)));
                unlike += encodings.unlikeData(i) ? 1 : 0;
            }
        }
        int empty = header.size() - 2;
        for (Skipped picture : bad) {
            List<String> cells = new ArrayList<>(List.of(picture.path()));
            cells.addAll(Collections.nCopies(empty, ""));
            cells.add(picture.reason());
            Csv.write(writer, cells);
        }
        return unlike;
    }

    private List<String> header(LatentSpec latent) {
        List<String> cells = new ArrayList<>();
        cells.add("image");
        for (Code code : latent.codes()) {
            cells.add(code.name());
            if (code instanceof Code.Categorical) {
                cells.add(code.name() + "_index");
                cells.add(code.name() + "_probability");
            } else {
                cells.add(code.name() + "_sigma");
            }
        }
        cells.addAll(DISTANCE);
        if (latents) {
            IntStream.range(0, latent.noise().size()).forEach(i -> cells.add("noise_" + i));
            for (Code.Continuous code : latent.continuous()) {
                IntStream.range(0, code.size())
                        .forEach(i -> cells.add(code.name() + "_encoded" + (code.size() == 1 ? "" : "_" + i)));
            }
        }
        cells.add("problem");
        return cells;
    }

    private static List<String> cells(
            CodeLookup lookup, Encodings encodings, @Nullable LatentBatch rows, int image, String name) {
        List<String> cells = new ArrayList<>();
        cells.add(name);
        for (Code code : lookup.latent().codes()) {
            if (code instanceof Code.Categorical categorical) {
                int category = encodings.category(categorical, image);
                cells.add(lookup.reference(categorical, category));
                cells.add(Integer.toString(category));
                cells.add(number(encodings.probabilities(categorical)[image][category]));
            } else if (code instanceof Code.Continuous continuous) {
                cells.add(number(encodings.means(continuous)[image]));
                cells.add(number(encodings.sigmas(continuous)[image]));
            }
        }
        cells.addAll(distance(encodings.distances(), image));
        if (rows != null) {
            cells.addAll(row(lookup.latent(), rows, image));
        }
        cells.add("");
        return cells;
    }

    /** The noise and the continuous codes of a latent row. */
    private static List<String> row(LatentSpec latent, LatentBatch rows, int image) {
        int start = image * latent.width();
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < latent.noise().size(); i++) {
            cells.add(number(rows.values()[start + i]));
        }
        for (Code.Continuous code : latent.continuous()) {
            for (int i = 0; i < code.size(); i++) {
                cells.add(number(rows.values()[start + latent.offset(code) + i]));
            }
        }
        return cells;
    }

    private static List<String> distance(@Nullable Distances distances, int image) {
        return distances == null
                ? Collections.nCopies(DISTANCE.size(), "")
                : List.of(
                        number(distances.values()[image]),
                        String.format(Locale.ROOT, "%.1f", distances.percentiles()[image]),
                        distances.unlike(image) ? "1" : "0");
    }

    private static String number(float value) {
        return String.format(Locale.ROOT, "%.5f", value);
    }
}
