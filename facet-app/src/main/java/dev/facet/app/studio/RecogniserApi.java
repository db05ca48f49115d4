package dev.facet.app.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.javalin.http.Context;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.Code;
import dev.facet.codes.Encodings;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;
import dev.facet.data.picture.Picture;
import dev.facet.train.Checkpoint;
import dev.facet.train.RunFolder;
import dev.facet.train.RunModel;

/** Recognises an uploaded item or one of the data: its codes, the image that G makes of them, and similar items. */
final class RecogniserApi {
    /** Greatest number of pixels of an uploaded picture. */
    static final long MOST_PIXELS = 25_000_000;

    private static final String NAME = "X-Facet-Name";
    private static final int LONGEST_NAME = 100;
    private static final int NEIGHBOURS = 8;
    private static final int SEARCHED = 2000;

    private final RunList runs;
    private final Workbench workbench;
    private final OpenData data;
    private final RowSearch search;
    private final Map<Path, Known> known = new LinkedHashMap<>();

    /** The codes of the first items of a run's data, by the model of a step and what was measured of it at times. */
    private record Known(long step, List<Long> measured, Encodings encodings) {}

    RecogniserApi(RunList runs, Workbench workbench, OpenData data) {
        this.runs = runs;
        this.workbench = workbench;
        this.data = data;
        this.search = new RowSearch(workbench);
    }

    void encode(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Shape shape = workbench.with(run, model -> {
            model.requireRecogniser();
            return model.shape();
        });
        Items item = item(ctx, run, shape);
        Answers.json(ctx, answer(run, item, steps(ctx)));
    }

    /** {@code ?search=STEPS}: how many steps to search the item's row with. */
    private static int steps(Context ctx) {
        String given = ctx.queryParam("search");
        if (given == null || given.isEmpty()) {
            return 0;
        }
        if (!given.matches("\\d{1,4}") || Integer.parseInt(given) > RowSearch.MOST_STEPS) {
            throw new UsageException("search must be a whole number of steps, at most " + RowSearch.MOST_STEPS);
        }
        return Integer.parseInt(given);
    }

    private Items item(Context ctx, RunFolder run, Shape shape) throws IOException {
        String type = String.valueOf(ctx.contentType()).toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/json")) {
            if (!(shape instanceof ImageShape images)) {
                throw new UsageException("this run reads sequences, " + shape
                        + "; send them as application/json, {\"values\": [[…], …]}, a list for each channel");
            }
            return Picture.read(
                    name(ctx),
                    ctx.bodyAsBytes(),
                    images,
                    MOST_PIXELS,
                    run.config().data());
        }
        Body body = Body.parse(ctx.body(), Set.of("index", "values"));
        if (body.has("values")) {
            return values(body, shape);
        }
        int index = (int) body.whole("index", 0, 0, Integer.MAX_VALUE);
        return data.with(run, dataset -> {
            requireIndex(index, dataset);
            return Items.of(dataset, index);
        });
    }

    /** The name of a picture in messages: the one sent with it, if any. */
    private static String name(Context ctx) {
        String given = ctx.header(NAME);
        try {
            String name = given == null
                    ? ""
                    : URLDecoder.decode(given, StandardCharsets.UTF_8).strip();
            return name.isEmpty()
                    ? "the picture in the body"
                    : name.substring(0, Math.min(LONGEST_NAME, name.length()));
        } catch (IllegalArgumentException e) {
            throw new UsageException(NAME + " is '" + given + "'; wanted a name, percent-encoded", e);
        }
    }

    static void requireIndex(int index, Dataset dataset) {
        if (index < 0 || index >= dataset.size()) {
            throw new NotFound(
                    "there is no item " + index + "; " + dataset.name() + " has 0 to " + (dataset.size() - 1));
        }
    }

    /** A sequence in the data's units: a list for each channel, of the sequence's own length if it has one. */
    private static Items values(Body body, Shape shape) {
        if (!(shape instanceof SequenceShape sequences)) {
            throw new UsageException("this run reads images, " + shape + "; send a picture file as the body");
        }
        int channels = sequences.parts().size();
        int steps = sequences.masked() ? body.columns("values", shape.width()) : shape.width();
        float[] values = body.table("values", channels, steps, shape.toString());
        float[][] sequence = new float[channels][];
        for (int c = 0; c < channels; c++) {
            sequence[c] = Arrays.copyOfRange(values, c * steps, (c + 1) * steps);
        }
        return Items.of(sequences, sequence);
    }

    private ObjectNode answer(RunFolder run, Items item, int steps) throws IOException {
        Encodings read = workbench.encode(run, item);
        ObjectNode answer = steps == 0
                ? ItemReading.of(workbench, run, item, read)
                : ItemReading.of(workbench, run, item, read, search.search(run, item, steps));
        ArrayNode neighbours = answer.putArray("neighbours");
        try {
            for (int index : nearest(known(run), read)) {
                neighbours.add(index);
            }
        } catch (UsageException | UncheckedIOException gone) {
            answer.put("neighbours_missing", gone.getMessage());
        }
        return answer;
    }

    private Encodings known(RunFolder run) throws IOException {
        long step = Checkpoint.lastStep(run.checkpoints()).orElse(0);
        List<Long> measured = RunModel.measured(run);
        synchronized (known) {
            Known before = known.get(run.path());
            if (before != null && before.step() == step && before.measured().equals(measured)) {
                return before.encodings();
            }
        }
        Items items = data.with(
                run,
                dataset -> Items.of(
                        dataset,
                        IntStream.range(0, Math.min(SEARCHED, dataset.size())).toArray()));
        Encodings encodings = workbench.encode(run, items);
        synchronized (known) {
            known.put(run.path(), new Known(step, measured, encodings));
            if (known.size() > 4) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return encodings;
    }

    /**
     * The items with the most similar codes: distributions are compared by their distance, means in units of their
     * priors.
     */
    private static List<Integer> nearest(Encodings all, Encodings read) {
        double[] distances = new double[all.count()];
        for (int i = 0; i < distances.length; i++) {
            for (int k = 0; k < all.probabilities().length; k++) {
                float[] a = all.probabilities()[k][i];
                float[] b = read.probabilities()[k][0];
                for (int c = 0; c < a.length; c++) {
                    distances[i] += (a[c] - b[c]) * (a[c] - b[c]);
                }
            }
            for (int k = 0; k < all.means().length; k++) {
                Code.Continuous code = all.spec().continuous().get(k);
                double unit = code.at(1) - code.at(0);
                double difference = (all.means()[k][i] - read.means()[k][0]) / unit;
                distances[i] += difference * difference;
            }
        }
        return IntStream.range(0, distances.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> distances[i]))
                .limit(NEIGHBOURS)
                .toList();
    }
}
