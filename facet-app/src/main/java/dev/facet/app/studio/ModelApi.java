package dev.facet.app.studio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.javalin.http.Context;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.data.Items;
import dev.facet.explore.CodeLookup;
import dev.facet.explore.CodeValues;
import dev.facet.explore.Interpolation;
import dev.facet.explore.SweepFilm;
import dev.facet.train.RunFolder;

/** Pictures by a run's generator: samples, traversals of codes, interpolations. */
final class ModelApi {
    private static final int MOST_SAMPLES = 256;
    private static final int MOST_COLUMNS = 64;
    private static final int MOST_CODES = 256;
    private static final int MOST_STEPS = 64;
    private static final long MOST_INDEX = 1L << 40;
    private static final int MOST_WIDTH = 20_000;
    private static final String ROW = "row";
    private static final String NOISE = "noise";
    private static final String RANGE = "range";
    private static final String CHECKPOINT = "checkpoint";
    private static final double MOST_NOISE = 4;
    private static final Set<String> SETTING = Set.of("seed", "index", ROW, NOISE, "codes");

    private final RunList runs;
    private final Workbench workbench;

    ModelApi(RunList runs, Workbench workbench) {
        this.runs = runs;
        this.workbench = workbench;
    }

    /**
     * Draws samples: noise is drawn by seed and index, and so are codes that are not given; or both are those of a row
     * that was found for an item.
     */
    void generate(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body body = Body.parse(
                ctx.body(), Set.of("count", "seed", "first", ROW, NOISE, "codes", "columns", "format", CHECKPOINT));
        int count = (int) body.whole("count", 64, 1, MOST_SAMPLES);
        long seed = body.whole("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE);
        long first = body.whole("first", 0, 0, MOST_INDEX);
        int columns = (int) body.whole("columns", (int) Math.ceil(Math.sqrt(count)), 1, MOST_COLUMNS);
        Map<String, Object> codes = body.values("codes", MOST_CODES);
        float[] row = row(body);
        String format = format(body, Answers.FORMATS);
        double noise = noise(body);
        Items items = workbench.generate(run, checkpoint(body), model -> {
            LatentBatch rows = row.length == 0 ? model.draw(seed, first, count) : repeated(model.latent(), row, count);
            rows.scaleNoise(noise);
            CodeValues.of(model.latent(), names(run, model.latent()), codes).apply(rows);
            return rows;
        });
        Answers.items(ctx, items, columns, format);
    }

    /** Draws one sample while a code changes across, and optionally another down. */
    void traverse(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body body = Body.parse(
                ctx.body(),
                Set.of(
                        "code",
                        "down",
                        "categories",
                        "columns",
                        "rows",
                        RANGE,
                        "seed",
                        "index",
                        ROW,
                        NOISE,
                        "codes",
                        "format",
                        CHECKPOINT));
        String across = body.text("code", "");
        String down = body.text("down", "");
        int columns = (int) body.whole("columns", 9, 1, MOST_COLUMNS);
        int rows = (int) body.whole("rows", columns, 1, MOST_COLUMNS);
        body.number(RANGE, 0, 0, CodeValues.REACH);
        List<Integer> categories = body.wholes("categories", MOST_COLUMNS);
        Setting setting = setting(body);
        String format = format(body, Answers.FORMATS);
        int[] width = new int[1];
        Items items = workbench.generate(run, checkpoint(body), model -> {
            LatentSpec latent = model.latent();
            CodeLookup lookup = new CodeLookup(latent, names(run, latent));
            LatentBatch start = setting.row(lookup);
            Code first = lookup.code(across);
            Code second = down.isEmpty() ? first : lookup.code(down);
            List<Double> right =
                    categories.isEmpty() ? places(lookup, first, columns, body) : chosen(lookup, first, categories);
            List<Double> below = down.isEmpty() ? List.of(0.0) : places(lookup, second, rows, body);
            width[0] = right.size();
            LatentBatch all = new LatentBatch(
                    latent, right.size() * below.size(), new float[right.size() * below.size() * latent.width()]);
            for (int row = 0; row < all.count(); row++) {
                System.arraycopy(start.values(), 0, all.values(), row * latent.width(), latent.width());
                set(all, first, row, right.get(row % right.size()));
                if (!down.isEmpty()) {
                    set(all, second, row, below.get(row / right.size()));
                }
            }
            return all;
        });
        Answers.items(ctx, items, width[0], format);
    }

    /** Draws the linear interpolation, in the generator's input, from one setting to another. */
    void interpolate(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body body = Body.parse(ctx.body(), Set.of("from", "to", "steps", "format", CHECKPOINT));
        int steps = (int) body.whole("steps", 16, 2, MOST_STEPS);
        Setting from = setting(body.object("from", SETTING));
        Setting to = setting(body.object("to", SETTING));
        String format = format(body, List.of("png", "raw", "gif"));
        Items items = workbench.generate(run, checkpoint(body), model -> {
            LatentSpec latent = model.latent();
            CodeLookup lookup = new CodeLookup(latent, names(run, latent));
            return Interpolation.between("", from.row(lookup), to.row(lookup), steps)
                    .latents();
        });
        if (format.equals("gif")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            SweepFilm.write(out, items, steps);
            ctx.contentType("image/gif").result(out.toByteArray());
        } else {
            Answers.items(ctx, items, steps, format);
        }
    }

    /** Makes one row of a generator's input from the codes of the model and their names. */
    @FunctionalInterface
    interface Setting {
        LatentBatch row(CodeLookup lookup);
    }

    /** The numbers of a row that was found for an item; empty if none are given. */
    private static float[] row(Body body) {
        return body.numbers(ROW, MOST_WIDTH);
    }

    /** The factor of the noise. */
    private static double noise(Body body) {
        return body.number(NOISE, 1, 0, MOST_NOISE);
    }

    /** The checkpoint that is asked for: best, or the number of a step; empty for the newest. */
    static String checkpoint(Body body) {
        String which = body.text(CHECKPOINT, "");
        if (!which.matches("|best|\\d{1,18}")) {
            throw new UsageException("checkpoint must be \"best\" or the number of a step as a text");
        }
        return which;
    }

    private static LatentBatch repeated(LatentSpec latent, float[] row, int count) {
        if (row.length != latent.width()) {
            throw new UsageException("row has " + row.length + " numbers; this run's generator takes " + latent.width()
                    + ", as encode gives them");
        }
        float[] rows = new float[count * row.length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(row, 0, rows, i * row.length, row.length);
        }
        return new LatentBatch(latent, count, rows);
    }

    /**
     * One row: noise by seed and index, and codes that are not given at their middle or first used category; or both as
     * in a row that was found for an item.
     */
    static Setting setting(Body body) {
        long seed = body.whole("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE);
        long index = body.whole("index", 0, 0, MOST_INDEX);
        Map<String, Object> codes = body.values("codes", MOST_CODES);
        float[] found = row(body);
        double noise = noise(body);
        return lookup -> {
            LatentSpec latent = lookup.latent();
            if (found.length > 0) {
                LatentBatch row = repeated(latent, found, 1);
                row.scaleNoise(noise);
                CodeValues.of(latent, lookup.names(), codes).apply(row);
                return row;
            }
            LatentBatch row = latent.draw(seed, index, 1);
            row.scaleNoise(noise);
            for (Code code : latent.codes()) {
                if (!(code instanceof Code.Continuous continuous && continuous.size() > 1)) {
                    set(row, code, 0, middle(code));
                }
            }
            CodeValues.of(latent, lookup.names(), codes).apply(row);
            return row;
        };
    }

    private static double middle(Code code) {
        return code instanceof Code.Continuous continuous
                ? continuous.at(0)
                : ((Code.Categorical) code).used().get(0);
    }

    /**
     * The categories at these indices. The page names them, so that a clicked category is the drawn one even if names
     * have changed since.
     */
    private static List<Double> chosen(CodeLookup lookup, Code code, List<Integer> categories) {
        if (!(code instanceof Code.Categorical categorical)) {
            throw new UsageException("code '" + code.name() + "' has no categories");
        }
        return categories.stream()
                .map(category -> (double) lookup.index(categorical, category))
                .toList();
    }

    /** The names of a run's codes; empty if the file is damaged, which {@link TrainingApi#describe} reports. */
    static CodeNames names(RunFolder run, LatentSpec latent) {
        return run.names(latent, notice -> {});
    }

    /** The values of a code from one end of its slider, or of the {@code range} of a request, to the other. */
    static List<Double> positions(CodeLookup lookup, Code.Continuous code, int count, Body body) {
        CodeNames.Ends ends = lookup.names().ends(code);
        double range = body.number(RANGE, 0, 0, CodeValues.REACH);
        double low = body.has(RANGE) ? code.at(-range) : ends.low();
        double high = body.has(RANGE) ? code.at(range) : ends.high();
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(count == 1 ? (low + high) / 2 : low + (high - low) * i / (count - 1));
        }
        return values;
    }

    private static List<Double> places(CodeLookup lookup, Code code, int count, Body body) {
        return code instanceof Code.Categorical categorical
                ? lookup.names().order(categorical).stream()
                        .limit(MOST_COLUMNS)
                        .map(category -> (double) category)
                        .toList()
                : positions(lookup, (Code.Continuous) code, count, body);
    }

    private static void set(LatentBatch rows, Code code, int row, double value) {
        if (code instanceof Code.Categorical categorical) {
            rows.setCategory(categorical, row, (int) value);
        } else {
            rows.setValue((Code.Continuous) code, row, value);
        }
    }

    private static String format(Body body, List<String> formats) {
        String format = body.text("format", "png");
        if (!formats.contains(format)) {
            throw new UsageException(
                    "format is '" + format.replaceAll("[^a-z]", "?") + "'; there are " + String.join(", ", formats));
        }
        return format;
    }
}
