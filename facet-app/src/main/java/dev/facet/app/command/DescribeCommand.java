package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.app.console.Json;
import dev.facet.app.report.MeaningsTable;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.Hint;
import dev.facet.config.UsageException;
import dev.facet.describe.Meanings;
import dev.facet.describe.MeaningsTree;
import dev.facet.describe.Proposal;
import dev.facet.describe.Proposals;
import dev.facet.train.RunFolder;
import dev.facet.train.RunMeanings;

/** Says in words what each code does, and proposes names. */
@Command(
        name = "describe",
        description = "Measures what each code changes in generated items, and proposes a name for it.",
        sortOptions = false,
        footer = {
            "",
            "Where factors or classes of the data are known, the readings of real items are",
            "compared with them, too. A code that moves nothing by itself gets no name. The",
            "result is kept in meanings.json in the run folder, for `facet report RUN` and",
            "the studio. It takes seconds.",
            "",
            "Examples:",
            "  facet describe runs/00003-mnist-infogan",
            "  facet describe runs/00003-mnist-infogan --accept"
        })
@SuppressWarnings("NullAway.Init")
public final class DescribeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Option(names = "--json", description = "Print one JSON object instead of the table.")
    private boolean json;

    @Option(
            names = "--accept",
            description = "Name the codes and categories so, except those that have a name already.")
    private boolean accept;

    @Option(names = "--replace", description = "With --accept, also replace names that codes and categories have.")
    private boolean replace;

    @Override
    public Integer call() throws IOException {
        if (replace && !accept) {
            throw new ParameterException(spec.commandLine(), "--replace goes with --accept");
        }
        RunFolder folder = RunFolder.open(run);
        LatentSpec latent = folder.config().latent();
        CodeNames names = RunNames.of(run, latent, spec);
        PrintWriter err = spec.commandLine().getErr();
        Meanings meanings = RunMeanings.measure(folder, notice -> err.println("facet: " + notice));
        List<Proposal> proposals = Proposals.of(meanings, latent, names, replace);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode object = MeaningsTree.write(meanings, proposals);
            out.println(Json.line(object.put("run", run.toString())));
        } else {
            show(latent, names, meanings, proposals, out);
        }
        if (accept) {
            accept(folder, latent, names, proposals);
        }
        return 0;
    }

    private void show(
            LatentSpec latent, CodeNames names, Meanings meanings, List<Proposal> proposals, PrintWriter out) {
        if (proposals.isEmpty()) {
            out.println("The run has no codes to describe, only noise.");
            return;
        }
        MeaningsTable.lines(MeaningsTable.rows(latent, names, proposals)).forEach(out::println);
        out.println();
        MeaningsTable.basis(meanings).forEach(out::println);
        if (!accept && Proposals.nameMore(proposals, latent, names)) {
            out.println(Hint.of("describe", run, "--accept") + " gives the codes these names.");
        }
    }

    private void accept(RunFolder folder, LatentSpec latent, CodeNames names, List<Proposal> proposals)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        CodeNames named;
        try {
            named = Proposals.accepted(proposals, latent, names, replace);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "the proposals cannot be accepted: " + e.getMessage() + ". Name the codes by hand with "
                            + Hint.of("name", run, "CODE=NAME") + ".",
                    e);
        }
        if (named.equals(names)) {
            err.println("facet: no names were changed"
                    + (replace ? "." : "; with --replace, names that people gave are replaced."));
            return;
        }
        folder.write(latent, named)
                .ifPresent(kept -> err.println("facet: the damaged file of names is kept as " + kept));
        err.println("facet: named; " + Hint.of("name", run) + " shows the names.");
    }
}
