package dev.facet.app.studio;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.calibrate.ItemReadings;
import dev.facet.calibrate.ItemReadingsFile;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentSpec;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Fingerprint;
import dev.facet.data.Items;
import dev.facet.method.Methods;
import dev.facet.train.Checkpoint;
import dev.facet.train.Corrections.Correction;
import dev.facet.train.RunFolder;
import dev.facet.train.RunItems;

/** The items of a run's data by their codes: what was read of all of them, sheets of pictures, single items, search. */
final class ItemsApi {
    /** The most items that one request may name. */
    static final int MOST_CHOSEN = 20_000;

    private static final int MOST_PICTURES = 100;
    private static final int NEIGHBOURS = 12;
    private static final int LONGEST_TEXT = 100;
    private static final int VERSION = 16;

    private final RunList runs;
    private final Workbench workbench;
    private final OpenData data;
    private final OpenReadings readings;
    private final OpenCorrections corrections;

    ItemsApi(RunList runs, Workbench workbench, OpenData data, OpenReadings readings, OpenCorrections corrections) {
        this.runs = runs;
        this.workbench = workbench;
        this.data = data;
        this.readings = readings;
        this.corrections = corrections;
    }

    /** Says whether the items have been read, or how far that is. */
    void state(Context ctx) throws IOException {
        Answers.json(ctx, state(runs.find(ctx.pathParam("run"))));
    }

    /** Begins to read them. */
    void read(Context ctx) throws IOException {
        Body.parse(ctx.body(), Set.of());
        RunFolder run = runs.find(ctx.pathParam("run"));
        Optional<String> obstacle = obstacle(run);
        if (obstacle.isPresent()) {
            throw new Conflict(obstacle.get());
        }
        readings.begin(run);
        ctx.status(202);
        Answers.json(ctx, state(run));
    }

    private ObjectNode state(RunFolder run) throws IOException {
        ObjectNode answer = Answers.JSON.createObjectNode();
        answer.put("most_chosen", MOST_CHOSEN);
        OpenReadings.Job job = readings.job(run);
        if (job != null && job.isUnderWay()) {
            return answer.put("state", "reading").put("done", job.done()).put("count", job.count());
        }
        Optional<String> obstacle = obstacle(run);
        if (obstacle.isPresent()) {
            return answer.put("state", "impossible").put("reason", obstacle.get());
        }
        Optional<ItemReadingsFile> known = readings.known(run);
        if (job != null && !job.failure().isEmpty()) {
            answer.put("failure", job.failure());
        }
        if (known.isEmpty()) {
            return answer.put("state", "none");
        }
        ItemReadingsFile read = known.get();
        answer.put("state", "ready")
                .put("count", read.readings().count())
                .put("total", read.total())
                .put("step", read.step())
                .put("stale", !readings.areOfNewest(run, read))
                .put("version", version(read))
                .put("calibrated", read.readings().distances() != null)
                .put("components", read.readings().components());
        String trained = run.fingerprint();
        data.items(run, items -> {
            answer.put("given", items.given().size())
                    .put("test", items.test().size())
                    .put("changed", !items.given().fingerprint().equals(trained));
            BufferedImage one = Thumbnails.sheet(items.items(0), 1);
            answer.put("aspect", (double) one.getWidth() / one.getHeight());
            items.classes().forEach(answer.putArray("labels")::add);
            return answer;
        });
        return answer;
    }

    /** Differs between readings by other models, and of other data. */
    private static String version(ItemReadingsFile read) {
        return new Fingerprint().add(read.weights()).add(read.data()).hex().substring(0, VERSION);
    }

    /** Why a run's items cannot be read. */
    private Optional<String> obstacle(RunFolder run) throws IOException {
        RunConfig config = run.config();
        if (!Methods.of(config).recognises(config.latent())) {
            return Optional.of("This run has no recogniser: its method trains none, or it has no codes.");
        }
        if (Checkpoint.lastStep(run.checkpoints()).isEmpty()) {
            return Optional.of(
                    "This run has no checkpoint yet. It saves the first when training begins; then its items can be"
                            + " read.");
        }
        try {
            data.items(run, RunItems::size);
            return Optional.empty();
        } catch (UsageException | UncheckedIOException e) {
            return Optional.of("The data of this run cannot be read: " + e.getMessage());
        }
    }

    /** One number of each item, little-endian fp32. */
    void column(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        ItemReadings read = readings.require(run).readings();
        String name = String.valueOf(ctx.queryParam("name"));
        String code = ctx.queryParam("code");
        float[] column = switch (name) {
            case "number" -> floats(read, position -> read.numbers()[position]);
            case "label" -> data.items(run, items -> floats(read, position -> items.label(read.numbers()[position])));
            case "held_out" ->
                data.items(run, items -> floats(read, position -> items.isHeldOut(read.numbers()[position]) ? 1 : 0));
            case "distance" -> read.distances();
            case "category" -> {
                int[] categories = read.categories().get(code);
                yield categories == null ? null : floats(read, position -> categories[position]);
            }
            case "probability" -> read.probabilities().get(code);
            case "mean" -> read.means().get(code);
            case "sigma" -> read.sigmas().get(code);
            case "component" -> component(read, code);
            default -> null;
        };
        if (column == null) {
            String of = code == null ? "" : " of '" + Body.shown(code) + "'";
            throw new NotFound("there is no column '" + Body.shown(name) + "'" + of
                    + "; there are number, label, held_out and, if calibrated, distance; category and probability of a"
                    + " categorical code, mean and sigma of a continuous one, component of 0 to "
                    + (read.components() - 1));
        }
        ctx.header("X-Facet-Count", Integer.toString(column.length));
        ctx.contentType("application/octet-stream").result(bytes(column));
    }

    private static float @Nullable [] component(ItemReadings read, @Nullable String which) {
        return which != null && which.matches("\\d{1,2}") && Integer.parseInt(which) < read.components()
                ? read.along(Integer.parseInt(which))
                : null;
    }

    private static float[] floats(ItemReadings read, IntUnaryOperator value) {
        float[] column = new float[read.count()];
        for (int position = 0; position < column.length; position++) {
            column[position] = value.applyAsInt(position);
        }
        return column;
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** Draws the items of {@code items=3,1,4} edge to edge, ten in a row, none larger than a thumbnail. */
    void sheet(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        String text = String.valueOf(ctx.queryParam("items"));
        if (!text.matches("\\d{1,9}(,\\d{1,9}){0," + (MOST_PICTURES - 1) + "}")) {
            throw new UsageException("wanted ?items=3,1,4: 1 to " + MOST_PICTURES + " whole numbers");
        }
        int[] numbers =
                Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
        Items items = data.items(run, all -> {
            requireNumbers(all, numbers);
            return all.items(numbers);
        });
        int columns = Math.min(numbers.length, Thumbnails.COLUMNS);
        ctx.header("X-Facet-Columns", Integer.toString(columns));
        ctx.header("Cache-Control", "private, max-age=3600");
        ctx.contentType("image/png").result(Answers.png(Thumbnails.sheet(items, columns)));
    }

    static void requireNumbers(RunItems items, int... numbers) {
        for (int number : numbers) {
            if (number < 0 || number >= items.size()) {
                throw new NotFound("there is no item " + number + "; this run's data has 0 to " + (items.size() - 1));
            }
        }
    }

    /** One item: its name, what is read of it now, its neighbours, and what people said of it. */
    void item(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        String text = ctx.pathParam("item");
        if (!text.matches("\\d{1,9}")) {
            throw new NotFound("there is no item '" + Body.shown(text) + "'; an item is a number");
        }
        int number = Integer.parseInt(text);
        Items item = data.items(run, items -> {
            requireNumbers(items, number);
            return items.items(number);
        });
        Encodings read = workbench.encode(run, item);
        ObjectNode answer = ItemReading.of(workbench, run, item, read);
        data.items(run, items -> {
            answer.put("number", number)
                    .put("name", items.name(number))
                    .put("test", items.isTest(number))
                    .put("held_out", items.isHeldOut(number));
            if (items.label(number) >= 0) {
                answer.put("true_label", items.classes().get(items.label(number)));
            }
            return answer;
        });
        ItemReadings known = readings.require(run).readings();
        int position = Arrays.binarySearch(known.numbers(), number);
        ArrayNode nearest = answer.putArray("nearest");
        if (position >= 0) {
            for (int near : known.nearest(position, NEIGHBOURS)) {
                nearest.add(known.numbers()[near]);
            }
        }
        Answers.json(ctx, answer);
    }

    /**
     * The items whose file name contains {@code text}, or whose label, category or correction is called that;
     * {@code #12} is the item with that number.
     */
    void search(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        String text = String.valueOf(ctx.queryParam("text")).strip();
        if (ctx.queryParam("text") == null || text.isEmpty() || text.length() > LONGEST_TEXT) {
            throw new UsageException("wanted ?text=…: a text of 1 to " + LONGEST_TEXT + " characters");
        }
        ItemReadings read = readings.require(run).readings();
        LatentSpec latent = run.config().latent();
        int[] found = text.matches("#\\d{1,9}")
                ? IntStream.of(read.numbers())
                        .filter(number -> number == Integer.parseInt(text.substring(1)))
                        .toArray()
                : found(run, read, latent, text);
        ObjectNode answer = Answers.JSON.createObjectNode().put("matches", found.length);
        ArrayNode items = answer.putArray("items");
        IntStream.of(found).limit(MOST_CHOSEN).forEach(items::add);
        Answers.json(ctx, answer);
    }

    private int[] found(RunFolder run, ItemReadings read, LatentSpec latent, String text) throws IOException {
        String wanted = text.toLowerCase(Locale.ROOT);
        CodeNames names = ModelApi.names(run, latent);
        Set<Integer> corrected = new HashSet<>();
        corrections.of(run, view -> {
            for (Correction each : view.corrections().current()) {
                if (each.label(latent, names).equalsIgnoreCase(text)) {
                    corrected.add(view.finder().number(each.item()));
                }
            }
            return corrected;
        });
        boolean[] matches = new boolean[read.count()];
        for (Code.Categorical code : latent.categorical()) {
            int[] categories = read.categories().get(code.name());
            for (int i = 0; categories != null && i < matches.length; i++) {
                matches[i] |= names.name(code, categories[i])
                        .filter(text::equalsIgnoreCase)
                        .isPresent();
            }
        }
        return data.items(run, items -> {
            int label = labelled(items, text);
            return IntStream.range(0, matches.length)
                    .filter(i -> {
                        int number = read.numbers()[i];
                        return matches[i]
                                || label >= 0 && items.label(number) == label
                                || corrected.contains(number)
                                || named(items, number, wanted);
                    })
                    .map(i -> read.numbers()[i])
                    .toArray();
        });
    }

    private static int labelled(RunItems items, String text) {
        return IntStream.range(0, items.classes().size())
                .filter(k -> items.classes().get(k).equalsIgnoreCase(text))
                .findFirst()
                .orElse(-1);
    }

    /** Whether an item has a name of its own, and not only a number, that contains a text. */
    private static boolean named(RunItems items, int number, String wanted) {
        String name = items.name(number);
        return !name.equals(Integer.toString(items.index(number)))
                && name.toLowerCase(Locale.ROOT).contains(wanted);
    }
}
