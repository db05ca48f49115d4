package dev.facet.app.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

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
import dev.facet.data.Items;
import dev.facet.explore.CodeLookup;
import dev.facet.explore.CodeValues;
import dev.facet.explore.SweepFilm;
import dev.facet.explore.Traversal;
import dev.facet.explore.TraversalLayout;
import dev.facet.model.Model;

/** Draws a traversal of each code. */
@Command(
        name = "traverse",
        description = "Draws a labelled grid for each code: images change with the code while everything else is"
                + " constant. Or makes a film of a code that changes, as an animated GIF.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  facet traverse runs/00003-mnist-infogan --code c1 --range 3",
            "  facet traverse runs/00003-mnist-infogan --code c1 --columns 24 --out slant.gif"
        })
@SuppressWarnings("NullAway.Init")
public final class TraverseCommand implements Callable<Integer> {
    private static final int MOST_COLUMNS = 101;
    private static final int MOST_ROWS = 100;
    private static final String FILM = ".gif";

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
            names = "--rows",
            paramLabel = "N",
            defaultValue = "8",
            description = "Draws of the noise, where a picture or film has no row for each category. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--range",
            paramLabel = "R",
            description = "Traverse from −R to R; training draws −1 to 1, which the picture marks. Default: the ends of"
                    + " the code's slider, which --ends of `facet name RUN` sets, or else 2.")
    private @Nullable Double range;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "The seed of the noise. Default: 0.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR|FILE.gif",
            description =
                    "The folder of the pictures. Default: RUN/traversals. Or the file of a film of one code, which"
                            + " goes from one end to the other and back.")
    private @Nullable Path out;

    @Mixin
    private CheckpointOption checkpoint;

    @Override
    public Integer call() throws IOException {
        if (columns < 2 || columns > MOST_COLUMNS) {
            throw new ParameterException(
                    spec.commandLine(), "--columns is " + columns + "; wanted 2 to " + MOST_COLUMNS);
        }
        if (rows < 1 || rows > MOST_ROWS) {
            throw new ParameterException(spec.commandLine(), "--rows is " + rows + "; wanted 1 to " + MOST_ROWS);
        }
        if (range != null && !(range > 0 && range <= CodeValues.REACH)) {
            throw new ParameterException(
                    spec.commandLine(), "--range is " + range + "; wanted more than 0, at most " + CodeValues.REACH);
        }
        Path target = out == null ? run.resolve("traversals") : out;
        try (Model model = checkpoint.load(run)) {
            CodeNames called = RunNames.of(run, model.latent(), spec);
            CodeLookup lookup = new CodeLookup(model.latent(), called);
            List<Code> codes = names.isEmpty()
                    ? model.latent().codes()
                    : names.stream().map(lookup::code).distinct().toList();
            if (codes.isEmpty()) {
                throw new UsageException("the run " + run + " has no codes, only noise; " + Hint.of("generate", run)
                        + " draws its images.");
            }
            if (String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT).endsWith(FILM)) {
                film(model, slider(codes, called), called, target);
                return 0;
            }
            for (Code code : codes) {
                Path file = target.resolve(code.name() + ".png");
                Pictures.write(
                        Traversal.of(model.latent(), code, layout(code, called)).draw(model), file);
                tell(file);
            }
        }
        return 0;
    }

    private void tell(Path file) {
        spec.commandLine().getOut().println(file);
        spec.commandLine().getOut().flush();
    }

    /** The positions from end to end: as asked for, or those of the slider. */
    private TraversalLayout layout(Code code, CodeNames called) {
        if (range == null && code instanceof Code.Continuous slider && called.hasEnds(slider)) {
            CodeNames.Ends ends = called.ends(slider);
            return new TraversalLayout(
                    slider.position(ends.low()), slider.position(ends.high()), columns, rows, seed, called);
        }
        double reach = range == null ? Code.Continuous.USUAL_REACH : range;
        return new TraversalLayout(-reach, reach, columns, rows, seed, called);
    }

    /** The code of a film, which passes through all values. */
    private Code.Continuous slider(List<Code> codes, CodeNames called) {
        if (codes.size() != 1 || !(codes.get(0) instanceof Code.Continuous slider)) {
            String sliders = codes.stream()
                    .filter(code -> code instanceof Code.Continuous)
                    .map(called::label)
                    .collect(Collectors.joining(", "));
            throw new UsageException("a film is of one code that changes smoothly; name it with --code. "
                    + (sliders.isEmpty()
                            ? "There is none among "
                                    + codes.stream().map(called::label).collect(Collectors.joining(", "))
                            : "There are " + sliders)
                    + ".");
        }
        return slider;
    }

    private void film(Model model, Code.Continuous code, CodeNames called, Path file) throws IOException {
        Traversal sweep = Traversal.of(model.latent(), code, layout(code, called));
        Items items = model.generate(sweep.latents());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SweepFilm.write(bytes, items, sweep.columns().size());
        Pictures.write(bytes.toByteArray(), file);
        tell(file);
    }
}
