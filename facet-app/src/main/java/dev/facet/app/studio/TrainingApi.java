package dev.facet.app.studio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.javalin.http.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.CodeNames;
import dev.facet.config.CodeNamesTree;
import dev.facet.config.LatentTree;
import dev.facet.config.RunConfig;
import dev.facet.config.Schedule;
import dev.facet.config.TrainingConfig;
import dev.facet.config.UsageException;
import dev.facet.format.FileTail;
import dev.facet.format.PlainFile;
import dev.facet.method.Methods;
import dev.facet.train.Checkpoint;
import dev.facet.train.Health;
import dev.facet.train.History;
import dev.facet.train.RunFolder;
import dev.facet.train.RunPriors;

/** Information about runs and their training from their folders; and requests to stop and to resume training. */
final class TrainingApi {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingApi.class);
    private static final int MOST_CONFIG = 1 << 20;
    private static final int MOST_PICTURE = 64 << 20;
    private static final long MOST_STEPS = 1_000_000_000L;
    private static final double MOST_MINUTES = 100_000;
    private static final int LOG_BYTES = 32 << 10;
    private static final Pattern SNAPSHOT =
            Pattern.compile("(samples|codes)-\\d{6,12}\\.png|(reals|confusion|neighbours|reconstructions)\\.png");

    private final RunList runs;
    private final Trainers trainers;
    private final OpenStatistics statistics;

    TrainingApi(RunList runs, Trainers trainers, OpenStatistics statistics) {
        this.runs = runs;
        this.trainers = trainers;
        this.statistics = statistics;
    }

    void list(Context ctx) throws IOException {
        ArrayNode list = Answers.JSON.createArrayNode();
        for (Map.Entry<String, Path> entry : runs.all().entrySet()) {
            RunFolder run = RunFolder.open(entry.getValue());
            try {
                list.add(brief(entry.getKey(), run));
            } catch (IOException | UsageException damaged) {
                list.addObject()
                        .put("id", entry.getKey())
                        .put("state", "damaged")
                        .put("error", damaged.getMessage());
            }
        }
        Answers.json(ctx, list);
    }

    void describe(Context ctx) throws IOException {
        String id = ctx.pathParam("run");
        RunFolder run = runs.find(id);
        RunConfig config = run.config();
        ObjectNode about = brief(id, run);
        about.put("path", run.path().toString());
        about.set("run", run.describe());
        about.put(
                "config",
                new String(PlainFile.read(run.path().resolve("config.yaml"), MOST_CONFIG), StandardCharsets.UTF_8));
        CodeNames names = run.names(config.latent(), notice -> about.put("names_missing", notice));
        about.set("names", CodeNamesTree.write(names));
        LatentTree.write(RunPriors.latent(run).codes(), about.putArray("codes"));
        about.putObject("noise")
                .put("size", config.latent().noise().size())
                .put(
                        "distribution",
                        config.latent().noise().distribution().name().toLowerCase(Locale.ROOT));
        about.put("labels_used", Methods.of(config).labels().name().toLowerCase(Locale.ROOT));
        ArrayNode snapshots = about.putArray("snapshots");
        snapshots(run).forEach(snapshots::add);
        ArrayNode checkpoints = about.putArray("checkpoints");
        Checkpoint.list(run.checkpoints()).forEach(checkpoint -> checkpoints.add(checkpoint.step()));
        Checkpoint.best(run.checkpoints()).ifPresent(best -> about.put("best", best.step()));
        about.put("time_over", RunState.of(run) == RunState.STOPPED && RunState.isLate(run));
        ArrayNode health = about.putArray("health");
        Health.ifReadable(run).map(Health::messages).orElse(List.of()).forEach(health::add);
        Answers.json(ctx, about);
    }

    /** The description of a run in a list. */
    ObjectNode brief(String id, RunFolder run) throws IOException {
        RunConfig config = run.config();
        ObjectNode about = Answers.JSON.createObjectNode();
        long step = RunState.step(run);
        about.put("id", id);
        about.put("method", config.method());
        about.put(
                "data",
                run.describe().path("data").path("name").asString(config.data().source()));
        about.put("shape", run.describe().path("data").path("shape").asString(""));
        about.put("kind", config.data().kind().isSequential() ? "sequences" : "images");
        about.put("seed", config.training().seed());
        about.put("step", step);
        about.put("steps", config.training().steps());
        about.put("minutes", config.training().minutes());
        about.put("schedule", config.training().schedule().name().toLowerCase(Locale.ROOT));
        about.put("state", trainers.state(run).text());
        trainers.failure(run).ifPresent(failure -> about.put("failure", failure));
        about.put("recognises", Methods.of(config).recognises(config.latent()));
        return about;
    }

    /**
     * {@code ?from=&to=&keys=a,b}: the statistics of these steps, thinned to some 2,000 points, and the number of
     * damaged lines.
     */
    void statistics(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        long from = whole(ctx, "from", 0);
        long to = whole(ctx, "to", Long.MAX_VALUE);
        String keys = ctx.queryParam("keys");
        History history = statistics.of(run).history(from, to);
        Set<String> wanted =
                keys == null || keys.isEmpty() ? history.keys() : new HashSet<>(List.of(keys.split(",", 100)));
        Map<String, double[]> lines = new LinkedHashMap<>();
        history.keys().stream().filter(wanted::contains).forEach(key -> lines.put(key, history.line(key)));
        long[] steps = history.steps();
        int[] shown = IntStream.range(0, steps.length)
                .filter(i -> lines.values().stream().anyMatch(line -> !Double.isNaN(line[i])))
                .toArray();
        ObjectNode answer = Answers.JSON.createObjectNode();
        answer.put("dropped", history.dropped());
        ArrayNode axis = answer.putArray("step");
        for (int i : shown) {
            axis.add(steps[i]);
        }
        ObjectNode values = answer.putObject("values");
        lines.forEach((key, line) -> {
            ArrayNode list = values.putArray(key);
            for (int i : shown) {
                if (Double.isNaN(line[i])) {
                    list.addNull();
                } else {
                    list.add(line[i]);
                }
            }
        });
        Answers.json(ctx, answer);
    }

    void log(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        ctx.contentType("text/plain; charset=utf-8").result(tail(run.log()));
    }

    void snapshot(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        String name = ctx.pathParam("name");
        if (!SNAPSHOT.matcher(name).matches() || !snapshots(run).contains(name)) {
            throw new NotFound("there is no picture of that name");
        }
        ctx.header("Cache-Control", "private, max-age=60");
        ctx.contentType("image/png").result(PlainFile.read(run.path().resolve(name), MOST_PICTURE));
    }

    /** Asks the training process, whoever started it, to save and end. */
    void stop(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        if (!run.isTraining()) {
            throw new UsageException("the run is not being trained");
        }
        run.requestStop();
        ctx.status(202);
        Answers.json(ctx, Answers.JSON.createObjectNode().put("state", "stopping"));
    }

    /**
     * Resumes the training in another process. {@code {"steps": N}} sets the total number of steps, if no schedule
     * depends on it; {@code {"minutes": M}} sets how long the training continues. A run whose minutes are over gets the
     * same number again.
     */
    void resume(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body body = Body.parse(ctx.body(), Set.of("steps", "minutes"));
        if (run.isTraining()) {
            throw new Conflict("the run is being trained already");
        }
        TrainingConfig training = run.config().training();
        long before = training.steps();
        long steps = body.whole("steps", before, 1, MOST_STEPS);
        boolean falls = training.schedule() != Schedule.CONSTANT;
        String further = "POST /api/runs/" + ctx.pathParam("run") + "/further with {\"steps\": " + before
                + "} starts a new run from its weights";
        if (falls && steps != before) {
            throw new UsageException("the learning rates of the run fall to 0 over its " + before + " steps, so"
                    + " their number cannot change; " + further);
        }
        if (steps <= RunState.step(run)) {
            throw new UsageException("the run has done its " + before + " steps; "
                    + (falls
                            ? further
                            : "give the total number, such as {\"steps\": " + 2 * before + "}, or " + further));
        }
        List<String> options = new ArrayList<>();
        if (steps != before) {
            options.addAll(List.of("--steps", Long.toString(steps)));
        }
        options.addAll(minutes(body));
        trainers.resume(run, options);
        starting(ctx);
    }

    /** Starts a new run from the weights of a run, in the same folder of runs and in another process. */
    void further(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body body = Body.parse(ctx.body(), Set.of("steps", "minutes"));
        long steps = body.whole("steps", run.config().training().steps(), 1, MOST_STEPS);
        List<String> options = new ArrayList<>(List.of("--steps", Long.toString(steps)));
        options.addAll(minutes(body));
        trainers.further(run, options);
        starting(ctx);
    }

    private static List<String> minutes(Body body) {
        return body.has("minutes")
                ? List.of("--minutes", Double.toString(body.number("minutes", 0, 0.01, MOST_MINUTES)))
                : List.of();
    }

    private static void starting(Context ctx) {
        ctx.status(202);
        Answers.json(ctx, Answers.JSON.createObjectNode().put("state", "starting"));
    }

    /** The names of a run's pictures, in order. */
    static List<String> snapshots(RunFolder run) throws IOException {
        try (Stream<Path> files = Files.list(run.path())) {
            return files.filter(PlainFile::exists)
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> SNAPSHOT.matcher(name).matches())
                    .sorted((a, b) ->
                            a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length()))
                    .toList();
        }
    }

    /** The last lines of a text. */
    static String tail(Path file) throws IOException {
        byte[] bytes = FileTail.bytes(file, 0, LOG_BYTES);
        String text = new String(bytes, StandardCharsets.UTF_8);
        int first = text.indexOf('\n');
        return bytes.length == LOG_BYTES && first >= 0 ? text.substring(first + 1) : text;
    }

    private static long whole(Context ctx, String name, long otherwise) {
        String text = ctx.queryParam(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new UsageException(name + " must be a whole number");
        }
        return Long.parseLong(text);
    }
}
