package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.javalin.http.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.app.figures.MetricsFile;
import dev.facet.app.figures.RunGroup;
import dev.facet.app.figures.RunMetrics;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.metrics.ConfidenceInterval;
import dev.facet.settings.ConfigDifference;
import dev.facet.train.Remarks;
import dev.facet.train.RunFolder;
import dev.facet.train.Statistics;

/** What runs are compared by: what was measured of them, settings, and what people wrote about them. */
final class ComparisonApi {
    private static final Logger LOG = LoggerFactory.getLogger(ComparisonApi.class);
    /** Statistics that are figures of a run, too. */
    private static final Set<String> LATEST = Set.of("seconds", "distance");

    private static final int MOST_COMPARED = 50;

    private final RunList runs;
    private final TrainingApi training;

    ComparisonApi(RunList runs, TrainingApi training) {
        this.runs = runs;
        this.training = training;
    }

    /**
     * All runs as in the list, each with its figures by name, its remarks, and the number of its group. Runs of a group
     * differ only in their seeds.
     */
    void table(Context ctx) throws IOException {
        Map<RunGroup.Key, Integer> groups = new LinkedHashMap<>();
        ArrayNode table = Answers.JSON.createArrayNode();
        for (Map.Entry<String, Path> entry : runs.all().entrySet()) {
            RunFolder run = RunFolder.open(entry.getValue());
            try {
                ObjectNode row = training.brief(entry.getKey(), run);
                row.put("group", groups.computeIfAbsent(RunGroup.Key.of(run), key -> groups.size()));
                ObjectNode figures = row.putObject("figures");
                RunMetrics.of(run.path()).figures().forEach(figures::put);
                Statistics.latest(run.statistics(), LATEST).forEach(figures::put);
                put(row, run);
                table.add(row);
            } catch (IOException | UsageException damaged) {
                LOG.debug("{} is left out of the table: {}", entry.getKey(), damaged.getMessage());
            }
        }
        Answers.json(ctx, table);
    }

    private static void put(ObjectNode row, RunFolder run) {
        Remarks remarks = Remarks.of(run, notice -> row.put("remarks_missing", notice));
        remarks.tags().forEach(row.putArray("tags")::add);
        row.put("note", remarks.note());
    }

    /** Replaces the remarks on a run: {@code {"tags": ["good"], "note": "…"}}; what is not given stays. */
    void remark(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body body = Body.parse(ctx.body(), Set.of("tags", "note"));
        synchronized (this) {
            Remarks before = Remarks.of(run, notice -> {});
            Remarks after;
            try {
                after = new Remarks(
                        body.has("tags") ? body.words("tags", Remarks.MOST_TAGS, Remarks.LONGEST_TAG) : before.tags(),
                        body.text("note", before.note()));
            } catch (IllegalArgumentException e) {
                throw new UsageException(String.valueOf(e.getMessage()), e);
            }
            after.write(run).ifPresent(kept -> LOG.warn("the damaged file of remarks is kept as {}", kept));
        }
        ObjectNode answer = Answers.JSON.createObjectNode();
        put(answer, run);
        Answers.json(ctx, answer);
    }

    /**
     * What {@code evaluate} found of the newest state on the run's own data, with the keys of its JSON, of each kind of
     * figure the newest; the 95 % interval of the accuracy; and which of its pictures there are. Empty if nothing was
     * measured.
     */
    void figures(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        ObjectNode known = MetricsFile.known(run.path());
        known.remove("run");
        JsonNode accuracy = known.path("clustering").path("accuracy");
        long images = known.path("images").asLong(0);
        if (accuracy.isNumber() && images > 0 && accuracy.doubleValue() >= 0 && accuracy.doubleValue() <= 1) {
            ConfidenceInterval.Ends ends = ConfidenceInterval.ofShare(accuracy.doubleValue(), images);
            known.putArray("accuracy_interval").add(ends.low()).add(ends.high());
        }
        ArrayNode pictures = Answers.JSON.createArrayNode();
        TrainingApi.snapshots(run).stream()
                .filter(name -> List.of("confusion.png", "neighbours.png", "reconstructions.png")
                        .contains(name))
                .forEach(pictures::add);
        if (!known.isEmpty()) {
            known.set("pictures", pictures);
        }
        Answers.json(ctx, known);
    }

    /** The differences between runs: {@code ?runs=a,b}. */
    void compare(Context ctx) throws IOException {
        String ids = ctx.queryParam("runs");
        if (ids == null || ids.isEmpty()) {
            throw new UsageException("wanted ?runs=RUN,RUN");
        }
        List<String> names = List.of(ids.split(",", MOST_COMPARED));
        RunConfig first = runs.find(names.get(0)).config();
        ObjectNode answer = Answers.JSON.createObjectNode();
        for (String name : names) {
            ArrayNode differences = answer.putArray(name);
            ConfigDifference.between(first, runs.find(name).config()).forEach(differences::add);
        }
        Answers.json(ctx, answer);
    }
}
