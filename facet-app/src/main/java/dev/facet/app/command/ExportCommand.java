package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.Facet;
import dev.facet.app.export.RunExport;
import dev.facet.app.export.WebExport;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.describe.MeaningsTree;
import dev.facet.describe.Proposals;
import dev.facet.export.Export;
import dev.facet.export.OnnxCheck;
import dev.facet.format.ByteSize;
import dev.facet.train.RunFolder;
import dev.facet.train.RunMeanings;

/** Exports a model for other programs. */
@Command(
        name = "export",
        description = "Exports a run's model for programs without Facet: the generator, the recogniser and the "
                + "discriminator as ONNX, all weights as safetensors in PyTorch's layout, and a README on"
                + " their use.",
        sortOptions = false,
        footer = {
            "",
            "The ONNX files take any number of items. They are compared with the model in",
            "ONNX Runtime before the command ends.",
            "",
            "Example: facet export runs/00003-mnist-infogan --out digits"
        })
@SuppressWarnings("NullAway.Init")
public final class ExportCommand implements Callable<Integer> {
    private static final String OTHER_WEIGHTS = "not calibrated: the run's calibration is not valid for other weights.";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the files go. Default: RUN/export.")
    private @Nullable Path out;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "Use these weights instead of the run's: a safetensors file with the names and shapes of an"
                    + " export's, such as a "
                    + "Python program saved.")
    private @Nullable Path weights;

    @Option(
            names = "--web",
            description =
                    "Also write a page, in the folder web, that explores the generator and recognises pictures in a"
                            + " browser without a server.")
    private boolean web;

    @Mixin
    private CheckpointOption checkpoint;

    @Override
    public Integer call() throws IOException {
        if (weights != null && checkpoint.which() != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--weights and --checkpoint both say which weights to export; give one of them");
        }
        RunFolder folder = RunFolder.open(run);
        if (web) {
            WebExport.requireViewer();
        }
        Path target = out == null ? run.resolve("export") : out;
        Files.createDirectories(target);
        Export export = weights == null
                ? RunExport.networks(folder, checkpoint.which(), target)
                : Facet.export(folder.path(), weights, target);
        PrintWriter stdout = spec.commandLine().getOut();
        List<Path> files = new ArrayList<>(export.files());
        if (web) {
            boolean newest = weights == null && checkpoint.which() == null;
            files.addAll(RunExport.page(export, target, newest ? meanings(folder) : Optional.empty()));
        }
        for (Path file : files) {
            stdout.println(String.format(Locale.ROOT, "%-40s %s", file, ByteSize.text(Files.size(file))));
        }
        stdout.println(String.format(
                Locale.ROOT,
                "ONNX Runtime agrees with the model: largest difference %.1e, allowed %.0e",
                Math.max(
                        export.check().generator(),
                        Math.max(export.check().recogniser(), export.check().discriminator())),
                OnnxCheck.TOLERANCE));
        if (export.recogniser().isPresent() && !export.calibrated()) {
            spec.commandLine().getErr().println(weights == null ? CalibrateCommand.missing(run) : OTHER_WEIGHTS);
        }
        return 0;
    }

    /** What the codes were found to do, if that was measured of the exported weights. */
    private Optional<ObjectNode> meanings(RunFolder folder) throws IOException {
        LatentSpec latent = folder.config().latent();
        CodeNames names = RunNames.of(run, latent, spec);
        return RunMeanings.read(
                        folder, latent, notice -> spec.commandLine().getErr().println("facet: " + notice))
                .map(found -> MeaningsTree.write(found, Proposals.of(found, latent, names, false)));
    }
}
