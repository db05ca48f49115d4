package dev.facet.app.studio;

import java.io.IOException;
import java.util.Optional;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.Encodings;
import dev.facet.codes.Encodings.Distances;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.data.Items;
import dev.facet.train.RunFolder;

/** What a run's recogniser reads of one item, as an answer. */
final class ItemReading {
    private ItemReading() {}

    /** The codes of one item, and what the generator makes of them. */
    static ObjectNode of(Workbench workbench, RunFolder run, Items item, Encodings read) throws IOException {
        return told(
                workbench,
                run,
                item,
                read,
                workbench.with(run, model -> model.inverts() ? Optional.of(model.invert(item)) : Optional.empty()));
    }

    /** The same, with the row that was searched for the item. */
    static ObjectNode of(Workbench workbench, RunFolder run, Items item, Encodings read, RowSearch.Found searched)
            throws IOException {
        ObjectNode answer = told(workbench, run, item, read, Optional.of(searched.row()));
        answer.putObject("search")
                .put("steps", searched.steps())
                .put("before", searched.before())
                .put("after", searched.after());
        return answer;
    }

    private static ObjectNode told(
            Workbench workbench, RunFolder run, Items item, Encodings read, Optional<LatentBatch> found)
            throws IOException {
        LatentSpec latent = read.spec();
        CodeNames names = ModelApi.names(run, latent);
        ObjectNode answer = Answers.JSON.createObjectNode();
        answer.put("seen", Answers.address(item));
        answer.put("calibrated", read.calibrated());
        Distances distances = read.distances();
        if (distances != null) {
            answer.putObject("distance")
                    .put("value", distances.values()[0])
                    .put("percentile", distances.percentiles()[0])
                    .put("unlike", distances.unlike(0));
        }
        ArrayNode codes = answer.putArray("codes");
        for (Code code : latent.codes()) {
            ObjectNode entry = codes.addObject().put("code", code.name()).put("label", names.label(code));
            if (code instanceof Code.Categorical categorical) {
                int category = read.categories(categorical)[0];
                float[] probabilities = read.probabilities(categorical)[0];
                entry.put("category", category);
                names.name(categorical, category).ifPresent(name -> entry.put("name", name));
                entry.put("category_label", names.label(categorical, category));
                entry.put("probability", probabilities[category]);
                ArrayNode all = entry.putArray("probabilities");
                for (float probability : probabilities) {
                    all.add(probability);
                }
            } else if (code instanceof Code.Continuous continuous) {
                entry.put("mean", read.means(continuous)[0]);
                entry.put("sigma", read.sigmas(continuous)[0]);
            }
        }
        answer.put(
                "reconstruction",
                Answers.address(workbench.generate(
                        run, model -> found.orElseGet(() -> reconstruction(model.latent(), read)))));
        found.ifPresent(row -> {
            ArrayNode numbers = answer.putArray("row");
            for (float number : row.values()) {
                numbers.add(number);
            }
        });
        return answer;
    }

    /** The codes that were read, with arbitrary noise: for runs without an encoder. */
    private static LatentBatch reconstruction(LatentSpec latent, Encodings read) {
        LatentBatch row = latent.draw(0, 0, 1);
        for (Code code : latent.codes()) {
            if (code instanceof Code.Categorical categorical) {
                row.setCategory(categorical, 0, read.categories(categorical)[0]);
            } else if (code instanceof Code.Continuous continuous && continuous.size() == 1) {
                row.setValue(continuous, 0, read.means(continuous)[0]);
            }
        }
        return row;
    }
}
