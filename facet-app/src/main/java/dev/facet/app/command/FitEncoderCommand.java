package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.app.console.Text;
import dev.facet.calibrate.EncoderFile.About;
import dev.facet.config.EncoderConfig;
import dev.facet.config.Hint;
import dev.facet.config.UsageException;
import dev.facet.torch.Engine;
import dev.facet.train.RunEncoder;
import dev.facet.train.RunFolder;

/** Fits an encoder to a run. */
@Command(
        name = "fit-encoder",
        description =
                "Fits a network to a run that finds the codes and the noise from which the generator makes a given"
                        + " image again; the generator stays as it is.",
        sortOptions = false,
        footer = {
            "",
            "The recogniser reads codes only. With an encoder, the generator can make an",
            "image of yours again, and change it: the studio's Recognise page then shows",
            "the image as the generator makes it, and lets you edit it. encode",
            "--reconstructions draws images beside what the generator makes of them.",
            "",
            "Training does this at its end if encoder.steps is above 0, as in the presets",
            "images and mnist. It takes minutes, and needs the run's data. An encoder of",
            "earlier weights is replaced.",
            "",
            "Example: facet fit-encoder runs/00003-mnist-infogan"
        })
@SuppressWarnings("NullAway.Init")
public final class FitEncoderCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "1500",
            description = "Steps of fitting. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "CPU threads; 0 takes all cores.")
    private int threads;

    @Override
    public Integer call() throws IOException {
        if (steps < 1 || steps > EncoderConfig.MOST_STEPS) {
            throw new UsageException(
                    "--steps is " + steps + "; wanted a whole number from 1 to " + EncoderConfig.MOST_STEPS + ".");
        }
        if (threads < 0) {
            throw new UsageException("--threads is " + threads + "; wanted 0 (all cores) or more.");
        }
        Engine.start(threads);
        RunFolder folder = RunFolder.open(run);
        PrintWriter err = spec.commandLine().getErr();
        long begin = System.nanoTime();
        About about = Facet.fitEncoder(run, folder.config().encoder().withSteps(steps), notice -> {
            err.println(notice);
            err.flush();
        });
        line("fitted in", Text.count(steps) + " steps, " + Text.duration((System.nanoTime() - begin) / 1e9));
        line(
                "measured on",
                Text.count(about.measured().items())
                        + (about.unseen()
                                ? " held-out items, which training did not see"
                                : " items of the training data, because none are held out"));
        line(
                "mean error",
                String.format(
                        Locale.ROOT,
                        "%.3f between items and what the generator makes of them; the mean of the data has %.3f",
                        about.measured().error(),
                        about.measured().ofMean()));
        line("kept in", RunEncoder.file(folder).toString());
        line("try", Hint.of("studio", run) + ", and drop a picture on the page Recognise");
        return 0;
    }

    private void line(String name, String value) {
        spec.commandLine().getOut().println(String.format(Locale.ROOT, "%-18s %s", name, value));
    }
}
