package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.app.cluster.Cluster;
import dev.facet.app.console.DownloadBar;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Text;
import dev.facet.data.cache.RemoteCopy;
import dev.facet.data.source.DataSource;
import dev.facet.data.source.Datasets;
import dev.facet.data.source.Datasets.Listing;

/** Commands about data sets. */
@Command(
        name = "data",
        description = "Lists data sets, looks into one, converts one, fetches one.",
        subcommands = {
            DataCommand.ListSets.class,
            DataInspectCommand.class,
            DataConvertCommand.class,
            DataCommand.Get.class
        })
@SuppressWarnings("NullAway.Init")
public final class DataCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCodes.WRONG_USAGE;
    }

    /** Lists the sets known by a name. */
    @Command(name = "list", description = "Lists the sets known by a name and their folders.")
    @SuppressWarnings("NullAway.Init")
    static final class ListSets implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            List<Listing> sets = Datasets.list();
            int width = sets.stream().mapToInt(set -> set.name().length()).max().orElse(0) + 2;
            for (Listing set : sets) {
                out.println(set.name() + " ".repeat(width - set.name().length()) + set.what() + "; "
                        + Text.count(set.train()) + " + " + Text.count(set.test()) + " images of " + set.shape() + "; "
                        + set.where());
            }
            return 0;
        }
    }

    /** Fetches a known set. */
    @Command(
            name = "get",
            description = "Fetches data into your cache: a known set, checked by its SHA-256, or what is at an address"
                    + " of a file system that Hadoop knows.",
            footer = {
                "",
                "Examples:",
                "  facet data get mnist",
                "  facet data get hdfs://host/faces",
                "  facet data get s3a://bucket/faces --spark-conf spark.hadoop.fs.s3a.endpoint=https://host"
            })
    @SuppressWarnings("NullAway.Init")
    static final class Get implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(
                paramLabel = "DATA",
                description = "A known set (`facet data list` lists them), or an address such as s3a://bucket/x of a"
                        + " file or a folder.")
        private String data;

        @Option(
                names = "--spark-conf",
                paramLabel = "K=V",
                description = "For addresses: a setting of Spark; those of Hadoop begin with spark.hadoop. Repeatable.")
        private Map<String, String> settings = new LinkedHashMap<>();

        @Override
        public Integer call() throws IOException {
            spec.commandLine()
                    .getOut()
                    .println(place(DataSource.of(data), spec.commandLine().getErr()));
            return 0;
        }

        private Path place(String source, PrintWriter err) throws IOException {
            if (RemoteCopy.isAddress(source)) {
                return Cluster.load().fetch(source, settings, err::println);
            }
            return RemoteCopy.isAddress(data) ? Path.of(source) : DownloadBar.get(source, err); // file:// is here
        }
    }
}
