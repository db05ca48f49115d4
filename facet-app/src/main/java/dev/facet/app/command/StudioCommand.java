package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.app.console.Browser;
import dev.facet.app.studio.StudioServer;
import dev.facet.config.UsageException;

/** Opens the studio in a browser. */
@Command(
        name = "studio",
        description = "Opens runs in a browser: explore codes, recognise images, watch training, compare runs, view the"
                + " data; start new runs there.",
        sortOptions = false,
        footer = {
            "",
            "Only this machine can reach it unless --host is set. Ctrl-C ends it;",
            "training of runs continues. Runs that wait in its queue are kept, and",
            "offered when it is started again.",
            "",
            "Example: facet studio runs/00003-mnist-infogan"
        })
@SuppressWarnings("NullAway.Init")
public final class StudioCommand implements Callable<Integer> {
    private static final int MOST_TRAINERS = 16;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN|FOLDER",
            description = "The folder of a training run, or a folder of those. Default: runs, which is made if it is"
                    + " not there.")
    private @Nullable Path given;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "The folder below which the page may choose data for new runs; links out of it are not"
                    + " followed. Default: the folder where the studio was started, or none if other machines can"
                    + " reach the studio.")
    private @Nullable Path data;

    @Option(
            names = "--trainers",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many new runs are trained at once; others wait. Default: ${DEFAULT-VALUE}.")
    private int trainers;

    @Option(
            names = "--uploads",
            paramLabel = "MB",
            defaultValue = "4096",
            description = "How many megabytes of data may be uploaded in all. Default: ${DEFAULT-VALUE}.")
    private int megabytes;

    @Option(names = "--no-open", description = "Do not open a browser.")
    private boolean closed;

    @Option(names = "--announce-on-stderr", hidden = true, description = "For a studio beside a training run.")
    private boolean beside;

    @Override
    public Integer call() throws IOException {
        requirePage();
        Path root = given == null ? Path.of("runs") : given;
        if (given == null) {
            Files.createDirectories(root); // so that the first run can be started in the page
        }
        if (!Files.isDirectory(root)) {
            throw new UsageException(
                    "there is no folder " + root + "; name a run, or a folder of runs that `facet train DATA` made.");
        }
        try (StudioServer started = server.start(root, true, trainings())) {
            announce(
                    beside ? spec.commandLine().getErr() : spec.commandLine().getOut(),
                    server.address(started),
                    started.ticket().toString(),
                    closed);
            ServerOptions.serve(started);
        }
        return 0;
    }

    private StudioServer.Trainings trainings() {
        if (trainers < 1 || trainers > MOST_TRAINERS) {
            throw new UsageException("--trainers is " + trainers + "; there may be 1 to " + MOST_TRAINERS);
        }
        if (megabytes < 1) {
            throw new UsageException("--uploads is " + megabytes + "; wanted a number of megabytes, 1 or more");
        }
        Path root = data != null ? data : server.isOpen() ? null : Path.of("");
        return new StudioServer.Trainings(root, trainers, (long) megabytes << 20);
    }

    /** Prints the address. If there is a desktop, opens the other address, which leads there. */
    private static void announce(PrintWriter out, String address, String opened, boolean closed) {
        out.println((!closed && Browser.open(opened) ? "the studio opens at " : "the studio is at ") + address);
        out.flush();
    }

    /** Throws a {@link UsageException} with advice if the page was not built. */
    static void requirePage() {
        if (!StudioServer.hasPage()) {
            throw new UsageException(
                    "the page of the studio was not built, because there was no npm. Install Node.js, 20 or newer"
                            + " (Debian, Ubuntu: sudo apt install nodejs npm), remove target/launch, and try again;"
                            + " `facet serve RUN` has the"
                            + " HTTP API without the page.");
        }
    }
}
