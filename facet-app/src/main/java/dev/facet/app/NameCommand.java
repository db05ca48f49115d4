package dev.facet.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.DataSource;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.evaluate.FewLabels;
import dev.facet.explore.CodeValues;
import dev.facet.model.Model;
import dev.facet.train.RunFolder;

/** Gives codes and categories names that people understand. */
@Command(
        name = "name",
        description =
                "Names the codes of a run and their categories; pictures show the names, categories in their order.",
        sortOptions = false,
        footer = {
            "",
            "Without names and options it shows those there are. An empty name takes one away.",
            "The names are kept in codes.json in the run folder.",
            "",
            "Examples:",
            "  facet name runs/00003-mnist-infogan c1=slant c2=weight digit:3=seven",
            "  facet name runs/00003-mnist-infogan --from-labels 10"
        })
@SuppressWarnings("NullAway.Init")
final class NameCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "CODE=NAME",
            description = "A name for a code; CODE:NUMBER=NAME for one of its categories.")
    private List<String> names = new ArrayList<>();

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
            description = "What the labelled images are drawn from. Default: 0.")
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
        CodeNames named = folder.names();
        if (perClass != null) {
            named = fromLabels(named, perClass, out);
        }
        for (String assignment : names) {
            named = assign(latent, named, assignment);
        }
        if (!named.equals(folder.names())) {
            folder.write(named);
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
                        + " labels agree with the names of " + few.code().name() + ".");
                return named.with(
                        few.code(), few.match(), labelled.labels().orElseThrow().names());
            }
        }
    }

    private static CodeNames assign(LatentSpec latent, CodeNames named, String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new UsageException("'" + assignment
                    + "' is not of the form CODE=NAME or CODE:NUMBER=NAME, such as c1=slant or digit:3=seven");
        }
        String name = assignment.substring(equals + 1);
        String[] place = assignment.substring(0, equals).split(":", 2);
        Code code = CodeValues.find(latent, place[0].strip());
        try {
            if (place.length == 1) {
                return named.with(code, name);
            }
            if (!(code instanceof Code.Categorical categorical)) {
                throw new UsageException("code '" + code.name() + "' is a number and has no categories to name");
            }
            return named.with(categorical, CodeValues.category(categorical, place[1].strip()), name);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void show(LatentSpec latent, CodeNames named, PrintWriter out) {
        for (Code code : latent.codes()) {
            out.println(named.label(code));
            if (code instanceof Code.Categorical categorical) {
                for (int category : named.order(categorical)) {
                    out.println("  " + named.label(categorical, category));
                }
            }
        }
    }
}
