package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.app.console.DownloadBar;
import dev.facet.app.console.Json;
import dev.facet.app.console.Text;
import dev.facet.app.report.DataSummary;
import dev.facet.app.report.Pictures;
import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Items;
import dev.facet.data.Labels;
import dev.facet.data.Split;
import dev.facet.data.source.DataSource;

/** Describes a data set. */
@Command(
        name = "inspect",
        description = "Shows the number and shape of a data set's images, and its labels and factors if it has any.",
        sortOptions = false)
@SuppressWarnings("NullAway.Init")
public final class DataInspectCommand implements Callable<Integer> {
    private static final int SHOWN = 100;
    private static final int MOST_CLASSES = 40;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DATA",
            description =
                    "A built-in or known set, a folder, ZIP or tar archive of images, a file of arrays (IDX, .npy,"
                            + " .npz, .mat, HDF5, Parquet, CIFAR's, CSV of pixels), or time series in a .ts, .arff,"
                            + " CSV or TSV file or a folder of them.")
    private String data;

    @Mixin
    private DataOptions reading;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "AUTO",
            description =
                    "The kind of arrays: ${COMPLETION-CANDIDATES}. Paths are sequences whose first two channels are"
                            + " steps in a plane."
                            + " Default: ${DEFAULT-VALUE}.")
    private Kind kind;

    @Option(names = "--out", paramLabel = "FILE.png", description = "Also draw the first images as a grid.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter stdout = spec.commandLine().getOut();
        String source = DataSource.of(data);
        DownloadBar.fetch(source, spec.commandLine().getErr());
        DataConfig config = reading.of(source, kind);
        try (Dataset train = Facet.open(config, Split.TRAIN);
                Dataset test = Facet.open(config, Split.TEST)) {
            if (out != null) {
                Pictures.write(Pictures.grid(first(train)), out);
            }
            if (json) {
                stdout.println(Json.line(DataSummary.of(train, test.size())));
            } else {
                describe(train, test, stdout);
            }
        }
        return 0;
    }

    private void describe(Dataset train, Dataset test, PrintWriter stdout) {
        stdout.println(train.name() + ": " + Text.count(train.size()) + " "
                + train.shape().plural() + " of " + train.shape()
                + (test.size() > 0 ? ", and " + Text.count(test.size()) + " held out" : ""));
        if (!train.remark().isEmpty()) {
            stdout.println(train.remark());
        }
        train.leftOut().forEach(left -> stdout.println(Text.plain(left.toString())));
        stdout.println("fingerprint " + train.fingerprint());
        train.labels().ifPresent(this::labels);
        train.factors().ifPresent(this::factors);
        if (out != null) {
            stdout.println(out);
        }
    }

    private void labels(Labels labels) {
        int[] counts = labels.counts();
        StringBuilder line = new StringBuilder("labels (used for training only by methods that learn classes):");
        for (int k = 0; k < Math.min(MOST_CLASSES, counts.length); k++) {
            line.append(k == 0 ? " " : ", ")
                    .append(labels.names().get(k))
                    .append(" (")
                    .append(Text.count(counts[k]))
                    .append(')');
        }
        spec.commandLine().getOut().println(line + (counts.length > MOST_CLASSES ? ", …" : ""));
    }

    private void factors(Factors factors) {
        for (int f = 0; f < factors.names().size(); f++) {
            double[] values = factors.values()[f];
            spec.commandLine()
                    .getOut()
                    .println(String.format(
                            Locale.ROOT,
                            "factor %s: %.3g to %.3g",
                            factors.names().get(f),
                            Arrays.stream(values).min().orElse(Double.NaN),
                            Arrays.stream(values).max().orElse(Double.NaN)));
        }
    }

    private static Items first(Dataset images) {
        return Items.of(
                images, IntStream.range(0, Math.min(SHOWN, images.size())).toArray());
    }
}
