package dev.facet.app.studio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.data.Items;
import dev.facet.explore.CodeLookup;
import dev.facet.explore.SweepFilm;
import dev.facet.train.RunFolder;
import dev.facet.train.RunPriors;

/** Films of a code that moves. */
final class SweepApi {
    static final int MOST_FRAMES = 60;
    private static final int USUAL_FRAMES = 24;
    private static final int MOST_CATEGORIES = 24;
    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_CODES = 256;
    /** Items are drawn in such portions, between which others are served. */
    private static final int AT_ONCE = 64;

    private static final long MOST_SECONDS = 50;
    private static final String CODES = "codes";
    private static final Set<String> NUMBERS = Set.of("frames", "range", "seed", "index", "noise");
    private static final Set<String> KEYS =
            Set.of("code", "of", "frames", "range", "seed", "index", "noise", CODES, "checkpoint");

    private final RunList runs;
    private final Workbench workbench;
    private final Semaphore films;

    /** @param films permits for films, which are made one at a time */
    SweepApi(RunList runs, Workbench workbench, Semaphore films) {
        this.runs = runs;
        this.workbench = workbench;
        this.films = films;
    }

    /**
     * {@code ?code=c1}: an animated GIF of one sample, or with {@code of=categories} of one for each of the first 24
     * categories, while the code goes from one end to the other and back. Of large items there are fewer frames than
     * asked for.
     */
    void sweep(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body body = query(ctx);
        LatentSpec latent = RunPriors.latent(run);
        CodeLookup lookup = new CodeLookup(latent, ModelApi.names(run, latent));
        if (!(lookup.code(body.text("code", "")) instanceof Code.Continuous code)) {
            throw new UsageException("a film needs a slider; '" + Body.shown(body.text("code", ""))
                    + "' has categories, which it cannot pass through");
        }
        List<Integer> kinds = kinds(lookup, body.text("of", "sample"));
        int frames = (int) body.whole("frames", USUAL_FRAMES, 2, MOST_FRAMES);
        ModelApi.positions(lookup, code, frames, body); // says what is wrong before anything is drawn
        ModelApi.Setting setting = ModelApi.setting(body);
        setting.row(lookup);
        if (!films.tryAcquire()) {
            throw new Busy();
        }
        try {
            int bytes = workbench.with(run, model -> model.shape().bytes()) * Math.max(1, kinds.size());
            int shown = Math.max(2, Math.min(frames, MOST_BYTES / bytes));
            List<Double> values = ModelApi.positions(lookup, code, shown, body);
            Items items = draw(run, ModelApi.checkpoint(body), new Rows(code, kinds, values, setting));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            SweepFilm.write(out, items, values.size());
            ctx.contentType("image/gif").result(out.toByteArray());
        } finally {
            films.release();
        }
    }

    /** Draws rows in portions. */
    private Items draw(RunFolder run, String checkpoint, Rows rows) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        @Nullable Items drawn = null;
        for (int from = 0; from < rows.count(); from += AT_ONCE) {
            if (System.nanoTime() > end) {
                throw new UsageException("the film took longer than " + MOST_SECONDS + " s; ask for fewer frames");
            }
            int first = from;
            int count = Math.min(AT_ONCE, rows.count() - from);
            drawn = workbench.generate(run, checkpoint, model -> rows.batch(run, model.latent(), first, count));
            bytes.write(drawn.bytes());
        }
        return new Items(Objects.requireNonNull(drawn).shape(), rows.count(), bytes.toByteArray());
    }

    /**
     * The rows of a film.
     *
     * @param categories one row for each; none for one row as the setting has it
     * @param values of the code, from frame to frame
     */
    private record Rows(Code.Continuous code, List<Integer> categories, List<Double> values, ModelApi.Setting setting) {
        int count() {
            return values.size() * Math.max(1, categories.size());
        }

        LatentBatch batch(RunFolder run, LatentSpec latent, int first, int count) {
            LatentBatch start = setting.row(new CodeLookup(latent, ModelApi.names(run, latent)));
            LatentBatch batch = new LatentBatch(latent, count, new float[count * latent.width()]);
            for (int k = 0; k < count; k++) {
                System.arraycopy(start.values(), 0, batch.values(), k * latent.width(), latent.width());
                int place = first + k;
                if (!categories.isEmpty()) {
                    batch.setCategory(latent.categorical().get(0), k, categories.get(place / values.size()));
                }
                batch.setValue(code, k, values.get(place % values.size()));
            }
            return batch;
        }
    }

    /** The categories that are shown; none for a single sample. */
    private static List<Integer> kinds(CodeLookup lookup, String of) {
        if (of.equals("sample")) {
            return List.of();
        }
        if (!of.equals("categories")) {
            throw new UsageException("wanted of=sample or of=categories; got '" + Body.shown(of) + "'");
        }
        return lookup.latent().categorical().stream()
                .findFirst()
                .map(code -> lookup.names().order(code).stream()
                        .limit(MOST_CATEGORIES)
                        .toList())
                .orElseThrow(() -> new UsageException("this run has no categories; there is of=sample"));
    }

    /** The query as the body of a request. Codes are written as for {@code facet morph}: {@code digit=2,c1=-1}. */
    private static Body query(Context ctx) {
        ObjectNode asked = Answers.JSON.createObjectNode();
        for (Map.Entry<String, List<String>> given : ctx.queryParamMap().entrySet()) {
            if (given.getValue().size() != 1) {
                throw new UsageException("'" + Body.shown(given.getKey()) + "' is given "
                        + given.getValue().size() + " times; wanted it once");
            }
            put(asked, given.getKey(), given.getValue().get(0));
        }
        return Body.parse(asked.toString(), KEYS);
    }

    private static void put(ObjectNode asked, String key, String text) {
        if (!key.equals(CODES)) {
            if (NUMBERS.contains(key)) {
                number(asked, key, text);
            } else {
                asked.put(key, text);
            }
            return;
        }
        ObjectNode codes = asked.putObject(CODES);
        String[] settings = text.split(",(?=[^,=]*=)", MOST_CODES + 1);
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new UsageException("codes has '" + Body.shown(setting)
                        + "' in it; wanted CODE=VALUE, such as codes=digit=2,c1=-1");
            }
            number(codes, setting.substring(0, equals).strip(), setting.substring(equals + 1));
        }
    }

    /** Puts a number, or else a text, which is refused where a number is wanted. */
    private static void number(ObjectNode node, String key, String text) {
        if (text.matches("-?\\d{1,18}")) {
            node.put(key, Long.parseLong(text));
        } else if (text.matches("-?\\d{1,12}\\.\\d{1,12}")) {
            node.put(key, Double.parseDouble(text));
        } else {
            node.put(key, text);
        }
    }
}
