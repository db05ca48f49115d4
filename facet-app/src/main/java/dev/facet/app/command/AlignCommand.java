package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.app.console.Text;
import dev.facet.calibrate.Aligner;
import dev.facet.codes.Alignment;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.Hint;
import dev.facet.train.RunAlignment;
import dev.facet.train.RunCalibration;
import dev.facet.train.RunFolder;

/** Turns the uniform codes of a run to the directions in which they move items independently, or back. */
@Command(
        name = "align",
        description = "Turns the continuous codes of a run, so that each moves images in its own way; trains nothing.",
        sortOptions = false,
        footer = {
            "",
            "Codes may share what they do, such as slant and weight of a stroke. This",
            "measures how the generator's images move with its uniform codes, and finds",
            "directions that move them each in a way of its own: at right angles to the",
            "others, and alike whatever the others are. From then on, the codes are these",
            "directions in every command, in the studio and in exports; the first moves",
            "images most. With the others in their middle, a code reaches the edge of what",
            "was trained at the ends of its range; several codes at their ends are beyond it.",
            "",
            "It takes seconds and needs no data. The weights stay as they are; --undo gives",
            "the trained codes back.",
            "",
            "Example: facet align runs/00003-mnist-infogan"
        })
@SuppressWarnings("NullAway.Init")
public final class AlignCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Option(names = "--undo", description = "Give the codes back as they were trained.")
    private boolean undo;

    @Override
    public Integer call() throws IOException {
        RunFolder folder = RunFolder.open(run);
        LatentSpec latent = folder.config().latent();
        if (undo) {
            Facet.unalign(run);
            line("codes", names(latent) + " are again as they were trained");
        } else {
            tell(Facet.align(run));
            line("kept in", RunAlignment.file(folder) + "; " + Hint.of("align", run, "--undo") + " takes it back");
        }
        warn(folder, latent);
        return 0;
    }

    private void tell(Aligner.Found found) {
        Alignment alignment = found.alignment();
        List<String> codes = alignment.codes();
        line("measured on", Text.count(found.items()) + " generated items, moved a little along each code");
        line(
                "as trained",
                IntStream.range(0, codes.size())
                        .mapToObj(i ->
                                codes.get(i) + " made " + percent(found.before().get(i)) + " of the movement")
                        .collect(Collectors.joining(", ")));
        line(
                "",
                String.format(
                        Locale.ROOT,
                        "overlap of two codes: at most %.2f (0: none, 1: they do the same)",
                        found.overlap()));
        for (int i = 0; i < codes.size(); i++) {
            line(
                    codes.get(i),
                    percent(alignment.shares().get(i)) + " of the movement; at its upper end it is "
                            + mix(alignment, i));
        }
        line(
                "angle",
                String.format(
                        Locale.ROOT,
                        "%.1f°, between a new code and the trained code nearest to it",
                        alignment.angle()));
        line(
                "",
                String.format(
                        Locale.ROOT,
                        "half of the items give directions that differ by up to %.1f°",
                        found.uncertainty()));
        if (found.free() > 0) {
            err("the directions of " + found.free() + " codes are hardly determined: others would do about as well. Of"
                    + " these, the nearest to the codes as they were trained are taken.");
        }
    }

    /** The trained codes at the upper end of a slider, with −1 and 1 as the ends of their ranges. */
    private static String mix(Alignment alignment, int slider) {
        return IntStream.range(0, alignment.codes().size())
                .mapToObj(j -> String.format(
                        Locale.ROOT,
                        "%s %+.2f",
                        alignment.codes().get(j),
                        alignment.reach(slider)
                                * alignment.directions().get(slider).get(j)))
                .collect(Collectors.joining(", "))
                .replace('-', '−');
    }

    private void warn(RunFolder folder, LatentSpec latent) throws IOException {
        CodeNames names = RunNames.of(run, latent, spec);
        String named = Alignment.candidates(latent).stream()
                .filter(code -> names.name(code).isPresent() || names.hasEnds(code))
                .map(names::label)
                .collect(Collectors.joining(", "));
        if (!named.isEmpty()) {
            err("the names of these codes, or the ends of their sliders, were given to what they did before: " + named
                    + ". Look again with " + Hint.of("traverse", run) + ", and name them with "
                    + Hint.of("name", run, "c1=slant") + ".");
        }
        if (RunCalibration.isOutdated(folder)) {
            err(CalibrateCommand.missing(run));
        }
    }

    private static String names(LatentSpec latent) {
        return Alignment.candidates(latent).stream().map(Code::name).collect(Collectors.joining(", "));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private void err(String message) {
        spec.commandLine().getErr().println(message);
    }

    private void line(String name, String value) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, "%-18s %s", name, value));
    }
}
