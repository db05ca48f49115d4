package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.app.report.Pictures;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentBatch;
import dev.facet.config.UsageException;
import dev.facet.explore.CodeLookup;
import dev.facet.explore.CodeValues;
import dev.facet.explore.Interpolation;
import dev.facet.model.Model;

/** Draws interpolations between two settings of the codes. */
@Command(
        name = "morph",
        description = "Draws interpolations from one setting of the codes to another, one row per draw of the noise.",
        sortOptions = false,
        footer = {
            "",
            "Codes that are not set are drawn, alike at both ends. Between two categories",
            "lie mixtures of them, which training never drew. Codes and categories are given",
            "as to `facet generate RUN`.",
            "Without --code, both --from and --to are needed.",
            "",
            "Examples:",
            "  facet morph runs/00003-mnist-infogan --from digit=2 --to digit=4,c1=1",
            "  facet morph runs/00003-mnist-infogan --code c1 --from digit=2 --to digit=2"
        })
@SuppressWarnings("NullAway.Init")
public final class MorphCommand implements Callable<Integer> {
    private static final int MOST_COLUMNS = 101;
    private static final int MOST_ROWS = 100;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Option(
            names = "--from",
            paramLabel = "CODE=VALUE,…",
            description = "Codes at the left, with commas between; repeatable.")
    private List<String> from = new ArrayList<>();

    @Option(
            names = "--to",
            paramLabel = "CODE=VALUE,…",
            description = "Codes at the right, with commas between; repeatable.")
    private List<String> to = new ArrayList<>();

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description =
                    "A continuous code that goes from one end of its slider to the other; repeatable. The ends are"
                            + " those that --ends of `facet name RUN` set, or else as in `facet traverse RUN`.")
    private List<String> codes = new ArrayList<>();

    @Option(
            names = "--columns",
            paramLabel = "N",
            defaultValue = "11",
            description = "Images from one end to the other. Default: ${DEFAULT-VALUE}.")
    private int columns;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "5",
            description = "Draws of the noise. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "The seed of all random numbers. Default: 0.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE.png",
            defaultValue = "morph.png",
            description = "The file of the picture. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private CheckpointOption checkpoint;

    @Override
    public Integer call() throws IOException {
        require("--columns", columns, 2, MOST_COLUMNS);
        require("--rows", rows, 1, MOST_ROWS);
        if ((from.isEmpty() || to.isEmpty()) && codes.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    (from.isEmpty() ? "--from" : "--to") + " is missing; wanted --from and --to, such as --from digit=2"
                            + " --to digit=4, or --code with a code whose slider is moved");
        }
        try (Model model = checkpoint.load(run)) {
            CodeNames names = RunNames.of(run, model.latent(), spec);
            LatentBatch start = model.draw(seed, 0, rows);
            LatentBatch end = model.draw(seed, 0, rows);
            Map<String, String> first = RunNames.settings("--from", from);
            Map<String, String> last = RunNames.settings("--to", to);
            CodeLookup lookup = new CodeLookup(model.latent(), names);
            for (String given : codes) {
                if (!(lookup.code(given) instanceof Code.Continuous code)) {
                    throw new UsageException("--code " + given + " is a code with categories, which has no slider;"
                            + " --from and --to take categories");
                }
                CodeNames.Ends ends = names.ends(code);
                putIfAbsent(first, lookup, code, ends.low());
                putIfAbsent(last, lookup, code, ends.high());
            }
            CodeValues left = RunNames.values(model.latent(), names, first, spec);
            CodeValues right = RunNames.values(model.latent(), names, last, spec);
            left.apply(start);
            right.apply(end);
            String title = left.words(names) + " → " + right.words(names);
            Pictures.write(Interpolation.between(title, start, end, columns).draw(model), out);
            spec.commandLine().getOut().println(out);
        }
        return 0;
    }

    /** Sets a code that the settings do not name, by its id or by its name. */
    private static void putIfAbsent(Map<String, String> settings, CodeLookup lookup, Code code, double value) {
        if (settings.keySet().stream().noneMatch(given -> lookup.code(given).equals(code))) {
            settings.put(code.name(), Double.toString(value));
        }
    }

    private void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + value + "; wanted " + least + " to " + most);
        }
    }
}
