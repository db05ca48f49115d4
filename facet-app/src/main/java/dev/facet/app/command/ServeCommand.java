package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.app.studio.StudioServer;
import dev.facet.train.RunFolder;

/** Serves a run to other programs over HTTP. */
@Command(
        name = "serve",
        description = "Serves a run over HTTP: generates, sweeps codes, interpolates, reads codes of images.",
        sortOptions = false,
        footer = {
            "",
            "/api/openapi.json describes the requests, /metrics has figures for Prometheus.",
            "Requests for the same model are answered together. Excess requests get",
            "status 429.",
            "",
            "Example: facet serve runs/00003-mnist-infogan --port 8000"
        })
@SuppressWarnings("NullAway.Init")
public final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Mixin
    private ServerOptions server;

    @Override
    public Integer call() throws IOException {
        RunFolder folder = RunFolder.open(run);
        try (StudioServer started = server.start(folder.path(), false, null)) {
            spec.commandLine()
                    .getOut()
                    .println(folder.path() + " is served at " + started.address() + "api/runs;" + " "
                            + started.address() + "api/openapi.json describes the requests");
            spec.commandLine().getOut().flush();
            ServerOptions.serve(started);
        }
        return 0;
    }
}
