package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
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
import dev.facet.config.Hint;
import dev.facet.config.UsageException;
import dev.facet.explore.CodeLookup;
import dev.facet.explore.CodeValues;
import dev.facet.explore.Traversal;
import dev.facet.explore.TraversalLayout;
import dev.facet.model.Model;

/** Draws a traversal of each code. */
@Command(
        name = "traverse",
        description = "Draws a labelled grid for each code: images change with the code while everything else is"
                + " constant.",
        sortOptions = false,
        footer = {"", "Example: facet traverse runs/00003-mnist-infogan --code c1 --range 3"})
@SuppressWarnings("NullAway.Init")
public final class TraverseCommand implements Callable<Integer> {
    private static final int MOST_COLUMNS = 101;
    private static final int DRAWS = 8;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description = "Only this code, by id or name; repeatable. Default: all.")
    private List<String> names = List.of();

    @Option(
            names = "--columns",
            paramLabel = "N",
            defaultValue = "11",
            description = "Values of a continuous code. Default: ${DEFAULT-VALUE}.")
    private int columns;

    @Option(
            names = "--range",
            paramLabel = "R",
            defaultValue = "2",
            description = "Traverse from −R to R; training draws −1 to 1. Default: ${DEFAULT-VALUE}.")
    private double range;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "The seed of the noise. Default: 0.")
    private long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "The folder of the pictures. Default: RUN/traversals.")
    private @Nullable Path out;

    @Mixin
    private CheckpointOption checkpoint;

    @Override
    public Integer call() throws IOException {
        if (columns < 2 || columns > MOST_COLUMNS) {
            throw new ParameterException(
                    spec.commandLine(), "--columns is " + columns + "; wanted 2 to " + MOST_COLUMNS);
        }
        if (!(range > 0 && range <= CodeValues.REACH)) {
            throw new ParameterException(
                    spec.commandLine(), "--range is " + range + "; wanted more than 0, at most " + CodeValues.REACH);
        }
        Path folder = out == null ? run.resolve("traversals") : out;
        try (Model model = checkpoint.load(run)) {
            CodeNames called = RunNames.of(run, model.latent(), spec);
            CodeLookup lookup = new CodeLookup(model.latent(), called);
            TraversalLayout layout = new TraversalLayout(-range, range, columns, DRAWS, seed, called);
            List<Code> codes = names.isEmpty()
                    ? model.latent().codes()
                    : names.stream().map(lookup::code).distinct().toList();
            if (codes.isEmpty()) {
                throw new UsageException("the run " + run + " has no codes, only noise; " + Hint.of("generate", run)
                        + " draws its images.");
            }
            for (Code code : codes) {
                Path file = folder.resolve(code.name() + ".png");
                Pictures.write(Traversal.of(model.latent(), code, layout).draw(model), file);
                spec.commandLine().getOut().println(file);
                spec.commandLine().getOut().flush();
            }
        }
        return 0;
    }
}
