package dev.facet.app.report;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.evaluate.Evaluation;
import dev.facet.evaluate.Evaluation.Categories;
import dev.facet.evaluate.Evaluation.FactorMatch;
import dev.facet.explore.Grid;
import dev.facet.explore.Samples;
import dev.facet.explore.Traversal;
import dev.facet.explore.TraversalLayout;
import dev.facet.model.Model;

/** The report of the demo: what a model of drawn digits found, in sentences and in one picture. */
public record DemoReport(Model model, Evaluation evaluation) {
    private static final int WIDTH = 10;
    private static final int LINES = 4;

    /** One sentence for each code. */
    public List<String> sentences() {
        return model.latent().codes().stream()
                .map(code -> code.name() + ": " + finding(code))
                .toList();
    }

    private String finding(Code code) {
        Categories categories = evaluation.categories();
        if (categories != null && categories.code().equals(code.name())) {
            return Findings.found(categories, "digits");
        }
        for (FactorMatch match : evaluation.factors()) {
            if (match.code().equals(code.name())) {
                return Findings.follows(match);
            }
        }
        return "no finding";
    }

    /** Real and generated images beside a traversal of the categories; below them a sweep of each continuous code. */
    public BufferedImage picture(Dataset real) {
        List<BufferedImage> pictures = new ArrayList<>();
        pictures.add(reals(real));
        model.latent().categorical().forEach(code -> pictures.add(traversal(code)));
        model.latent().continuous().forEach(code -> pictures.add(traversal(code)));
        List<BufferedImage> lines = new ArrayList<>();
        lines.add(Pictures.line("What each code controls, found without labels in drawn digits"));
        for (int i = 0; i < pictures.size(); i += 2) {
            lines.add(Pictures.beside(pictures.subList(i, Math.min(i + 2, pictures.size()))));
        }
        return Grid.stack(lines);
    }

    private BufferedImage reals(Dataset real) {
        int count = Math.min(WIDTH * LINES, real.size());
        Items drawn = model.generate(Samples.latents(model.latent(), 0, WIDTH * LINES));
        return Grid.stack(List.of(
                grid(
                        "images it learned from",
                        Items.of(real, IntStream.range(0, count).toArray())),
                grid("images it draws", drawn)));
    }

    private static BufferedImage grid(String title, Items images) {
        return new Grid(title, List.of(), List.of(), WIDTH, images).draw();
    }

    /** Categories in the order of the digits that they match, labelled "category: digit". */
    private BufferedImage traversal(Code code) {
        Traversal traversal =
                Traversal.of(model.latent(), code, TraversalLayout.standard(0).with(names()));
        String title = code.name() + ": " + finding(code);
        return traversal.grid(title, model.generate(traversal.latents())).draw();
    }

    /** Names of the categories: the digits that they match. */
    public CodeNames names() {
        Categories found = evaluation.categories();
        CodeNames names = CodeNames.NONE;
        for (Code.Categorical code : model.latent().categorical()) {
            if (found != null && found.code().equals(code.name())) {
                names = names.with(code, found.clustering().match(), found.classNames());
            }
        }
        return names;
    }
}
