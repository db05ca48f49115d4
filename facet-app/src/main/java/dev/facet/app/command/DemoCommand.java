package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.app.console.Browser;
import dev.facet.app.console.ConsoleMonitor;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Program;
import dev.facet.app.console.Text;
import dev.facet.app.report.DemoReport;
import dev.facet.app.report.Pictures;
import dev.facet.app.studio.StudioServer;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.DataConfig;
import dev.facet.config.Hint;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.evaluate.Evaluation;
import dev.facet.evaluate.Evaluator;
import dev.facet.explore.CodeLookup;
import dev.facet.model.Model;
import dev.facet.settings.ConfigReader;
import dev.facet.train.RunFolder;
import dev.facet.train.TrainResult;

/** Trains on built-in data and reports the result: a demonstration of Facet. */
@Command(
        name = "demo",
        description = "Trains on the built-in drawn digits for some minutes and reports what each code controls.",
        sortOptions = false)
@SuppressWarnings("NullAway.Init")
public final class DemoCommand implements Callable<Integer> {
    /** Number of images on which categories are matched with digits. */
    private static final int MATCHED_ON = 10_000;

    private static final long STEPS = 2000;

    /**
     * Fewer steps than those of the preset, with rates that fall: codes mix fewer factors so, and sooner. The preset's
     * rates stay constant, because a run whose rates have fallen cannot be given more steps.
     */
    private static final List<String> SETTINGS = List.of("training.steps=" + STEPS, "training.schedule=cosine");

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Program program;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--studio",
            negatable = true,
            fallbackValue = "true",
            description = "Open the studio on the run in progress. Default: where there is a desktop.")
    private @Nullable Boolean studio;

    @Override
    public Integer call() throws IOException {
        PrintWriter stdout = spec.commandLine().getOut();
        RunConfig config = ConfigReader.resolve("strokes", options.after(SETTINGS));
        stdout.println(
                "Training on digits drawn as pen strokes. Nobody tells the model which digit an image shows, or how");
        stdout.println("slanted or heavy it is; its codes " + names(config) + " are free to mean anything.");
        stdout.flush();
        boolean wanted = studio == null ? Browser.desktop() && StudioServer.hasPage() : studio;
        StudioBeside beside = wanted ? StudioBeside.start(options.out()) : null;
        TrainResult result;
        try (ConsoleMonitor monitor =
                new ConsoleMonitor(spec.commandLine().getErr(), ConsoleMonitor.detail(false), program.interruption())) {
            result = Facet.train(config, options.out(), monitor);
        }
        if (result.end() == TrainResult.End.STOPPED) {
            stdout.println("Stopped and saved. Go on with " + Hint.of("train", "--resume", result.run()));
            return ExitCodes.INTERRUPTED;
        }
        conclude(result);
        if (beside != null) {
            stdout.println("The studio stays open; Ctrl-C ends it");
            stdout.flush();
            beside.await();
        }
        return 0;
    }

    private static String names(RunConfig config) {
        List<String> names = config.latent().codes().stream().map(Text::code).toList();
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    /** Says what came of a training that ended. */
    void conclude(TrainResult result) throws IOException {
        PrintWriter stdout = spec.commandLine().getOut();
        stdout.println(String.format(
                Locale.ROOT,
                "Trained %s steps in %s, %.0f images/s.",
                Text.count(result.steps()),
                Text.duration(result.seconds()),
                result.imagesPerSecond()));
        if (result.failed()) {
            tellFailure(result);
        } else {
            stdout.println("Asking it about images it has not seen …");
            stdout.flush();
            report(result.run());
            result.warnings().forEach(warning -> stdout.println("warning: " + warning));
        }
        stdout.flush();
    }

    /** What samples that are no use say about codes would be chance, so nothing is asked about them. */
    private void tellFailure(TrainResult result) {
        PrintWriter stdout = spec.commandLine().getOut();
        stdout.println("The samples are no use yet, so its codes mean nothing. Look at "
                + RunFolder.open(result.run()).samples(result.steps()));
        result.warnings().forEach(warning -> stdout.println("warning: " + warning));
        if (result.steps() < STEPS) {
            stdout.println("Give it more time: `facet demo` without limits trains " + Text.count(STEPS) + " steps.");
        }
    }

    private void report(Path run) throws IOException {
        PrintWriter stdout = spec.commandLine().getOut();
        DataConfig data = Facet.config(run).data();
        DataConfig fewer = data.withCount(Math.min(MATCHED_ON, data.count()));
        try (Model model = Facet.load(run);
                Dataset fit = Facet.open(fewer, Split.TRAIN);
                Dataset score = Facet.open(fewer, Split.TEST)) {
            Evaluation evaluation = new Evaluator(model).evaluate(fit, score);
            DemoReport report = new DemoReport(model, evaluation);
            stdout.println();
            report.sentences().forEach(sentence -> stdout.println("  " + sentence));
            stdout.println();
            Path file = run.resolve("demo.png");
            Pictures.write(report.picture(score), file);
            stdout.println("See it in " + file);
            stdout.println("Draw with it: " + example(run, model.latent(), named(run, model, report)));
        }
    }

    /** The run's names; if it has none yet, each category gets the digit that it matches as its name. */
    private CodeNames named(Path run, Model model, DemoReport report) throws IOException {
        CodeNames given = RunNames.of(run, model.latent(), spec);
        if (!given.equals(CodeNames.NONE) || report.names().equals(CodeNames.NONE)) {
            return given;
        }
        RunFolder.open(run).write(model.latent(), report.names());
        spec.commandLine().getOut().println("Its categories are named by the digits that they match.");
        return report.names();
    }

    private static String example(Path run, LatentSpec latent, CodeNames names) {
        List<Object> arguments = new ArrayList<>(List.of("generate", run));
        latent.categorical().stream().findFirst().ifPresent(code -> {
            int category = names.order(code).get(Math.min(3, code.used().size() - 1));
            arguments.add("--code");
            arguments.add(code.name() + "=" + new CodeLookup(latent, names).reference(code, category));
        });
        return Hint.of(arguments.toArray());
    }
}
