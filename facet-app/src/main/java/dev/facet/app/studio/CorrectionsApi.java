package dev.facet.app.studio;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.app.studio.OpenCorrections.View;
import dev.facet.calibrate.ItemReadings;
import dev.facet.calibrate.ItemReadingsFile;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.train.Corrections.Correction;
import dev.facet.train.Corrections.Item;
import dev.facet.train.RunFolder;

/** What people say that items are, and how that compares with what was read. */
final class CorrectionsApi {
    /** Fewest corrected items of a category that can give it a name. */
    private static final int FEWEST = 2;

    private final RunList runs;
    private final OpenData data;
    private final OpenReadings readings;
    private final OpenCorrections corrections;

    CorrectionsApi(RunList runs, OpenData data, OpenReadings readings, OpenCorrections corrections) {
        this.runs = runs;
        this.data = data;
        this.readings = readings;
        this.corrections = corrections;
    }

    /** All corrections, by code. */
    void list(Context ctx) throws IOException {
        Answers.json(ctx, answer(runs.find(ctx.pathParam("run"))));
    }

    /** Says that items are of a category or have a label, or takes back what was said of them. */
    void correct(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body body = Body.parse(ctx.body(), Set.of("items", "code", "category", "label"));
        int[] numbers = numbers(body);
        LatentSpec latent = run.config().latent();
        Code.Categorical code = code(latent, body.text("code", ""));
        CodeNames names = ModelApi.names(run, latent);
        if (body.has("category") && body.has("label")) {
            throw new UsageException("wanted a category or a label, not both");
        }
        int given = (int) body.whole("category", -1, 0, code.size() - 1L);
        String label = label(code, body.text("label", ""));
        List<Integer> named = label.isEmpty() ? List.of() : names.categories(code, label);
        int category = named.isEmpty() ? given : named.get(0);
        String text = category < 0 ? label : names.name(code, category).orElse("");
        corrections.change(run, view -> {
            data.items(run, items -> {
                ItemsApi.requireNumbers(items, numbers);
                return items;
            });
            List<Item> items =
                    Arrays.stream(numbers).mapToObj(view.finder()::item).toList();
            return view.corrections().with(items, code.name(), category, text);
        });
        Answers.json(ctx, answer(run));
    }

    /** Takes the last change back. */
    void undo(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body.parse(ctx.body(), Set.of());
        corrections.change(run, view -> {
            if (view.corrections().change() == 0) {
                throw new Conflict("there is no correction to take back");
            }
            return view.corrections().undo();
        });
        Answers.json(ctx, answer(run));
    }

    /** The numbers of items in a request, each once. */
    static int[] numbers(Body body) {
        if (!body.has("items")) {
            throw new UsageException("items is missing; wanted a list of 1 to " + ItemsApi.MOST_CHOSEN + " numbers");
        }
        List<Integer> numbers = List.copyOf(new LinkedHashSet<>(body.wholes("items", ItemsApi.MOST_CHOSEN)));
        if (numbers.isEmpty()) {
            throw new UsageException("items is empty; wanted 1 to " + ItemsApi.MOST_CHOSEN + " numbers");
        }
        return numbers.stream().mapToInt(number -> number).toArray();
    }

    /** The categorical code with an id; the first, if the id is empty. */
    static Code.Categorical code(LatentSpec latent, String id) {
        return latent.categorical().stream()
                .filter(code -> id.isEmpty() || code.name().equals(id))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        latent.categorical().isEmpty()
                                ? "this run has no categories, so there is nothing to correct"
                                : "there is no code with categories called '" + id + "'; there are "
                                        + String.join(
                                                ", ",
                                                latent.categorical().stream()
                                                        .map(Code::name)
                                                        .toList())));
    }

    private static String label(Code.Categorical code, String text) {
        try {
            return CodeNames.NONE.with(code, 0, text).name(code, 0).orElse("");
        } catch (IllegalArgumentException e) {
            throw new UsageException("label: " + e.getMessage(), e);
        }
    }

    private ObjectNode answer(RunFolder run) throws IOException {
        LatentSpec latent = run.config().latent();
        CodeNames names = ModelApi.names(run, latent);
        @Nullable
        ItemReadings read = readings.known(run).map(ItemReadingsFile::readings).orElse(null);
        return corrections.of(run, view -> {
            ObjectNode answer = Answers.JSON
                    .createObjectNode()
                    .put("change", view.corrections().change());
            ArrayNode codes = answer.putArray("codes");
            for (Code.Categorical code : latent.categorical()) {
                tell(codes.addObject(), code, view, latent, names, read);
            }
            return answer;
        });
    }

    private static void tell(
            ObjectNode entry,
            Code.Categorical code,
            View view,
            LatentSpec latent,
            CodeNames names,
            @Nullable ItemReadings read) {
        entry.put("code", code.name());
        ArrayNode items = entry.putArray("items");
        ArrayNode categories = entry.putArray("categories");
        ArrayNode labels = entry.putArray("labels");
        int[] found = read == null ? null : read.categories().get(code.name());
        Map<Integer, Map<String, Integer>> said = new LinkedHashMap<>();
        int lost = 0;
        int compared = 0;
        int agree = 0;
        for (Correction each : view.corrections().current()) {
            if (!each.code().equals(code.name())) {
                continue;
            }
            int number = view.finder().number(each.item());
            if (number < 0) {
                lost++;
                continue;
            }
            int category = each.category(latent, names);
            String label = each.label(latent, names);
            items.add(number);
            categories.add(category);
            labels.add(label);
            int position = read == null ? -1 : Arrays.binarySearch(read.numbers(), number);
            if (position >= 0 && found != null) {
                said.computeIfAbsent(found[position], k -> new LinkedHashMap<>())
                        .merge(label, 1, Integer::sum);
                if (category >= 0) {
                    compared++;
                    agree += found[position] == category ? 1 : 0;
                }
            }
        }
        entry.put("lost", lost).put("compared", compared).put("agree", agree);
        propose(entry.putArray("proposals"), code, names, said);
    }

    /** Names for categories without one: what most of their corrected items are said to be. */
    private static void propose(
            ArrayNode proposals, Code.Categorical code, CodeNames names, Map<Integer, Map<String, Integer>> said) {
        Set<String> taken = new LinkedHashSet<>();
        for (int k = 0; k < code.size(); k++) {
            names.name(code, k).ifPresent(taken::add);
            taken.add(Integer.toString(k));
        }
        List<Integer> order = new ArrayList<>(said.keySet());
        order.sort(null);
        for (int category : order) {
            Map<String, Integer> labels = said.getOrDefault(category, Map.of());
            int all = labels.values().stream().mapToInt(count -> count).sum();
            labels.forEach((label, count) -> {
                if (names.name(code, category).isEmpty() && count >= FEWEST && 2 * count > all && taken.add(label)) {
                    proposals
                            .addObject()
                            .put("category", category)
                            .put("label", label)
                            .put("count", count)
                            .put("of", all);
                }
            });
        }
    }
}
