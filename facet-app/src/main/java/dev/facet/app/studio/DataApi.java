package dev.facet.app.studio;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Items;
import dev.facet.data.Labels;
import dev.facet.data.picture.ImageFolder;
import dev.facet.train.RunFolder;

/** Describes a run's data, and draws its items. */
final class DataApi {
    private static final int MOST_PICTURES = 256;
    private static final int MOST_CLASSES = 1000;
    private static final int MOST_SKIPPED = 100;

    private final RunList runs;
    private final OpenData data;

    DataApi(RunList runs, OpenData data) {
        this.runs = runs;
        this.data = data;
    }

    void describe(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Answers.json(ctx, data.with(run, DataApi::description));
    }

    /** Draws the items of {@code indices=3,1,4} edge to edge. */
    void images(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        int[] indices = indices(ctx.queryParam("indices"));
        Items items = data.with(run, dataset -> {
            for (int index : indices) {
                RecogniserApi.requireIndex(index, dataset);
            }
            return Items.of(dataset, indices);
        });
        ctx.header("Cache-Control", "private, max-age=3600");
        Answers.items(ctx, items, (int) Math.ceil(Math.sqrt(indices.length)), "png");
    }

    private static int[] indices(@Nullable String text) {
        String wanted = "wanted ?indices=3,1,4: 1 to " + MOST_PICTURES + " whole numbers";
        if (text == null || !text.matches("\\d{1,9}(,\\d{1,9}){0," + (MOST_PICTURES - 1) + "}")) {
            throw new UsageException(wanted);
        }
        return Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
    }

    /** What a data set is. */
    static ObjectNode description(Dataset dataset) {
        ObjectNode about = Answers.JSON.createObjectNode();
        about.put("name", dataset.name());
        about.put("count", dataset.size());
        about.put("kind", dataset.shape().plural());
        about.put("shape", dataset.shape().toString());
        about.put("fingerprint", dataset.fingerprint());
        about.put("remark", dataset.remark());
        about.set("left_out", Answers.JSON.valueToTree(dataset.leftOut()));
        if (dataset instanceof ImageFolder folder) {
            ArrayNode skipped = about.putArray("skipped");
            List.copyOf(folder.report().skipped()).stream()
                    .limit(MOST_SKIPPED)
                    .forEach(image ->
                            skipped.addObject().put("path", image.path()).put("reason", image.reason()));
            about.put("skipped_count", folder.report().skipped().size());
        }
        dataset.labels().ifPresent(labels -> labels(labels, about.putArray("labels")));
        dataset.factors().ifPresent(factors -> factors(factors, about.putArray("factors")));
        return about;
    }

    private static void labels(Labels labels, ArrayNode list) {
        int[] counts = labels.counts();
        for (int k = 0; k < Math.min(MOST_CLASSES, counts.length); k++) {
            list.addObject().put("name", labels.names().get(k)).put("count", counts[k]);
        }
    }

    private static void factors(Factors factors, ArrayNode list) {
        for (int f = 0; f < factors.names().size(); f++) {
            double[] values = factors.values()[f];
            list.addObject()
                    .put("name", factors.names().get(f))
                    .put("least", Arrays.stream(values).min().orElse(Double.NaN))
                    .put("most", Arrays.stream(values).max().orElse(Double.NaN))
                    .put("period", factors.periods()[f]);
        }
    }
}
