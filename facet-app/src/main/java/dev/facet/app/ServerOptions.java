package dev.facet.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.facet.app.studio.StudioServer;
import dev.facet.config.UsageException;

/** Where a server listens, and to whom: options that commands share. */
@SuppressWarnings("NullAway.Init")
final class ServerOptions {
    private static final int HIGHEST_PORT = 65_535;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8642",
            description = "The port to listen at; 0 takes any that is free. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "The address to listen at. Any that other machines can reach needs --token. Default: ${DEFAULT-VALUE}.")
    private String host;

    @Option(
            names = "--token",
            paramLabel = "TEXT",
            description = "What requests must show: ?token=TEXT once in a browser, or Authorization: Bearer TEXT.")
    private @Nullable String token;

    /** Starts a server for a run or a folder of them. */
    StudioServer start(Path root, boolean page) throws IOException {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new UsageException("--port is " + port + "; there are 0 to " + HIGHEST_PORT);
        }
        return new StudioServer(new StudioServer.Settings(root, host, port, token, page, Main.class.getName()));
    }

    /** The address to open, the token in it. */
    String address(StudioServer server) {
        return server.address() + (token == null ? "" : "?token=" + token);
    }

    /** Waits until the program is told to end. */
    static void serve(StudioServer server) {
        CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            end.countDown();
                        },
                        "server"));
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
