package dev.facet.app.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.facet.app.launch.Invocation;
import dev.facet.app.studio.StudioServer;
import dev.facet.config.UsageException;

/** Common options of servers: address, port and access. */
@SuppressWarnings("NullAway.Init")
final class ServerOptions {
    private static final int HIGHEST_PORT = 65_535;
    private static final int LONGEST_TOKEN = 4096;
    private static final String VARIABLE = "FACET_TOKEN";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8642",
            description = "The port; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen at. An address that other machines can reach needs a token. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String host;

    @Option(
            names = "--token",
            paramLabel = "TEXT",
            description =
                    "The token that requests must contain: ?token=TEXT once in a browser, or Authorization: Bearer"
                            + " TEXT. It is visible in the list of this machine's processes; with --token-file or"
                            + " the variable FACET_TOKEN it is not.")
    private @Nullable String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "A file that contains only the token.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--trust-proxy",
            description = "The server is behind a TLS proxy: trust its headers X-Forwarded-For and X-Forwarded-Proto"
                    + " (docs/studio.md).")
    private boolean proxied;

    /** Whether other machines can reach the server. */
    boolean isOpen() {
        try {
            return proxied || !InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true; // starting the server tells of it
        }
    }

    /** Starts a server for a run or a folder of them; {@code trainings} is null if it starts no new runs. */
    StudioServer start(Path root, boolean page, StudioServer.@Nullable Trainings trainings) throws IOException {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new UsageException("--port is " + port + "; there are 0 to " + HIGHEST_PORT);
        }
        return new StudioServer(
                new StudioServer.Setup(root, host, port, secret(), proxied, page, Invocation.MAIN, trainings));
    }

    private @Nullable String secret() throws IOException {
        if (token != null && tokenFile != null) {
            throw new UsageException("--token and --token-file both set the token; leave one out");
        }
        if (tokenFile != null) {
            byte[] bytes;
            try (InputStream in = Files.newInputStream(tokenFile)) {
                bytes = in.readNBytes(LONGEST_TOKEN + 1);
            }
            if (bytes.length > LONGEST_TOKEN) {
                throw new UsageException("--token-file " + tokenFile + " has more than " + LONGEST_TOKEN
                        + " bytes; wanted the token alone");
            }
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
        String variable = System.getenv(VARIABLE);
        return token != null ? token : variable == null || variable.isEmpty() ? null : variable;
    }

    /** The address to show, including the token if it is on the command line anyway. */
    String address(StudioServer server) {
        if (token != null) {
            return server.address() + "?token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        }
        return server.isGuarded()
                ? server.address() + " (append ?token= and the token)"
                : server.address().toString();
    }

    /** Waits for the end of the program. */
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
