package dev.facet.app.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.app.console.DownloadBar;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Text;
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
    @Command(name = "get", description = "Fetches a known set into your cache, checked by its SHA-256.")
    @SuppressWarnings("NullAway.Init")
    static final class Get implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "Which one; `facet data list` lists them.")
        private String name;

        @Override
        public Integer call() {
            spec.commandLine()
                    .getOut()
                    .println(DownloadBar.get(name, spec.commandLine().getErr()));
            return 0;
        }
    }
}
