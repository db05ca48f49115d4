package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.app.console.DownloadBar;
import dev.facet.app.console.Text;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.DataConfig;
import dev.facet.config.Hint;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.source.DataSource;
import dev.facet.evaluate.FewLabels;
import dev.facet.explore.CodeLookup;
import dev.facet.model.Model;
import dev.facet.train.RunFolder;

/** Names codes and categories. */
@Command(
        name = "name",
        description =
                "Names the codes of a run and their categories, and sets the ends of sliders; pictures show all of it.",
        sortOptions = false,
        footer = {
            "",
            "Without names and options it shows the present names. An empty name removes one.",
            "A category is given by its name, or by its index after a #: digit:#3=seven. A bare number is",
            "the index, too, unless some category of the code has a number for a name; then it is a name.",
            "The names are kept in codes.json in the run folder. From then on they stand for codes and",
            "categories in every command.",
            "",
            "Examples:",
            "  facet name runs/00003-mnist-infogan c1=slant c2=weight digit:3=seven",
            "  facet name runs/00003-mnist-infogan --ends slant=-1.4:0.8",
            "  facet name runs/00003-mnist-infogan --from-labels 10"
        })
@SuppressWarnings("NullAway.Init")
public final class NameCommand implements Callable<Integer> {
    private static final String NUMBER = "-?\\d{1,12}(?:\\.\\d{1,12})?";
    private static final Pattern ENDS =
            Pattern.compile("(?<code>[^=]+)=((?<low>" + NUMBER + "):(?<high>" + NUMBER + ")|(?<undo>undo)|)");

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "CODE=NAME",
            description = "A name for a code; CODE:CATEGORY=NAME for one of its categories.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--ends",
            paramLabel = "CODE=LOW:HIGH",
            description = "The slider of a code begins at LOW and ends at HIGH: in the studio, in exported pages, in"
                    + " `facet traverse RUN` and `facet morph RUN`. CODE= gives it the usual ends, CODE=undo those"
                    + " before the last change. Repeatable.")
    private List<String> ends = new ArrayList<>();

    @Option(
            names = "--from-labels",
            paramLabel = "N",
            description = "Name categories by the class of N labelled images of each class, drawn at random.")
    private @Nullable Integer perClass;

    @Option(names = "--data", paramLabel = "DATA", description = "The labelled images. Default: those of the run.")
    private @Nullable String data;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "The seed for drawing labelled images. Default: 0.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        if (perClass != null && perClass < 1) {
            throw new ParameterException(spec.commandLine(), "--from-labels is " + perClass + "; wanted 1 or more");
        }
        if (perClass == null && data != null) {
            throw new ParameterException(spec.commandLine(), "--data goes with --from-labels N");
        }
        RunFolder folder = RunFolder.open(run);
        LatentSpec latent = folder.config().latent();
        PrintWriter out = spec.commandLine().getOut();
        CodeNames before = RunNames.of(run, latent, spec);
        CodeNames named = before;
        if (perClass != null) {
            named = fromLabels(named, perClass, out);
        }
        named = ended(latent, before, assigned(latent, named));
        if (!named.equals(before)) {
            folder.write(latent, named)
                    .ifPresent(kept ->
                            spec.commandLine().getErr().println("facet: the damaged file of names is kept as " + kept));
        }
        show(latent, named, out);
        return 0;
    }

    private CodeNames fromLabels(CodeNames named, int wanted, PrintWriter out) throws IOException {
        DataConfig trained = Facet.config(run).data();
        try (Model model = Facet.load(run)) {
            DataConfig config = DataSource.forModel(data == null ? trained.source() : data, trained);
            DownloadBar.fetch(config.source(), spec.commandLine().getErr());
            try (Dataset labelled = Facet.open(config, Split.TRAIN)) {
                FewLabels few = FewLabels.of(model, labelled, wanted, seed);
                out.println(Text.count(few.agreeing()) + " of " + Text.count(few.labels())
                        + " labels agree with the names of " + named.label(few.code()) + ".");
                try {
                    CodeNames result = named.with(
                            few.code(),
                            few.match(),
                            labelled.labels().orElseThrow().names());
                    result.requireDistinct(model.latent(), List.of(few.code()));
                    return result;
                } catch (IllegalArgumentException e) {
                    throw new UsageException(
                            "the names of the classes cannot be those of categories: " + e.getMessage()
                                    + ". Name the categories by hand, such as "
                                    + Hint.of("name", run, few.code().name() + ":3=seven") + ".",
                            e);
                }
            }
        }
    }

    /**
     * Assigns all names at once, so that names can be swapped: codes and categories are looked up by their previous
     * names.
     */
    private CodeNames assigned(LatentSpec latent, CodeNames before) {
        CodeLookup lookup = new CodeLookup(latent, before);
        CodeNames named = before;
        Map<String, String> places = new LinkedHashMap<>();
        Set<Code> changed = new LinkedHashSet<>();
        for (String assignment : names) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new UsageException("'" + assignment
                        + "' is not of the form CODE=NAME or CODE:CATEGORY=NAME, such as c1=slant or digit:3=seven");
            }
            String name = assignment.substring(equals + 1);
            String[] place = assignment.substring(0, equals).split(":", 2);
            Code code = lookup.code(place[0]);
            changed.add(code);
            try {
                String what = code.name();
                if (place.length == 1) {
                    named = named.with(code, name);
                } else if (code instanceof Code.Categorical categorical) {
                    int category = lookup.category(categorical, place[1]);
                    what += " category " + category;
                    named = named.with(categorical, category, name);
                    if (before.name(categorical, category).isPresent()) {
                        spec.commandLine()
                                .getErr()
                                .println(place[0].strip() + ":" + place[1].strip() + ": "
                                        + lookup.told(categorical, category));
                    }
                } else {
                    throw new UsageException(
                            "code '" + before.label(code) + "' is a number and has no categories to name");
                }
                String other = places.put(what, assignment);
                if (other != null) {
                    throw new UsageException("'" + other + "' and '" + assignment + "' both name " + what);
                }
            } catch (IllegalArgumentException e) {
                throw new UsageException("'" + assignment + "': " + e.getMessage(), e);
            }
        }
        try {
            named.requireDistinct(latent, changed);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        return named;
    }

    /** Sets the ends of sliders; codes are looked up by their previous names. */
    private CodeNames ended(LatentSpec latent, CodeNames before, CodeNames names) {
        CodeLookup lookup = new CodeLookup(latent, before);
        CodeNames ended = names;
        for (String given : ends) {
            Matcher parts = ENDS.matcher(given);
            if (!parts.matches()) {
                throw new UsageException("--ends has '" + given + "'; wanted CODE=LOW:HIGH with two numbers, such as"
                        + " c1=-1.4:0.8, or CODE= for the usual ends, or CODE=undo");
            }
            if (!(lookup.code(parts.group("code")) instanceof Code.Continuous code)) {
                throw new UsageException("--ends has '" + given + "', but that code has categories and no slider");
            }
            try {
                if (parts.group("low") != null) {
                    ended = ended.withEnds(
                            code, Double.parseDouble(parts.group("low")), Double.parseDouble(parts.group("high")));
                } else if (parts.group("undo") != null) {
                    ended = ended.withFormerEnds(code)
                            .orElseThrow(() -> new UsageException(
                                    "there is no change of the ends of " + before.label(code) + " to take back"));
                } else {
                    ended = ended.withUsualEnds(code);
                }
            } catch (IllegalArgumentException e) {
                throw new UsageException("--ends " + given + ": " + e.getMessage(), e);
            }
        }
        return ended;
    }

    private static void show(LatentSpec latent, CodeNames named, PrintWriter out) {
        for (Code code : latent.codes()) {
            out.println(named.label(code));
            if (code instanceof Code.Continuous slider && named.hasEnds(slider)) {
                CodeNames.Ends ends = named.ends(slider);
                out.println("  its slider goes from " + ends.low() + " to " + ends.high());
            }
            if (code instanceof Code.Categorical categorical) {
                for (int category : named.order(categorical)) {
                    out.println("  " + named.label(categorical, category));
                }
            }
        }
    }
}
