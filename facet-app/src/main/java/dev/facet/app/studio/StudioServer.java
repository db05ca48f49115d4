package dev.facet.app.studio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.facet.app.launch.Invocation;
import dev.facet.config.UsageException;
import dev.facet.format.FormatException;

/** A server for the runs of a folder: the HTTP API and, if wanted, the page that uses it. */
public final class StudioServer implements AutoCloseable {
    /** Bytes of a request's body. */
    static final long MOST_BYTES = 10 << 20;

    private static final int MOST_JSON = 256 << 10;
    private static final String PAGE = "/dev/facet/app/web/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final Map<String, String> TYPES = Map.of(
            "html", HTML,
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");
    private static final Logger LOG = LoggerFactory.getLogger(StudioServer.class);

    private final Settings settings;
    private final Workbench workbench;
    private final OpenData data;
    private final Events events;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Javalin server;

    /**
     * How to serve.
     *
     * @param root a run, or a folder of runs
     * @param host address to listen at
     * @param port to listen at; 0 takes any that is free
     * @param token that requests must show; null where only this machine can ask
     * @param page whether there is the page
     * @param main the class that the command line begins in, for training that is resumed
     */
    public record Settings(
            Path root, String host, int port, @Nullable String token, boolean page, String main) {}

    /**
     * Starts.
     *
     * @throws UsageException if the address is not to be had
     */
    public StudioServer(Settings settings) throws IOException {
        this.settings = settings;
        Guard guard = new Guard(settings.host(), settings.token());
        RunList runs = new RunList(settings.root());
        workbench = new Workbench();
        data = new OpenData();
        events = new Events(runs);
        metrics.gauge("facet_waiting_requests", workbench, Workbench::waiting);
        metrics.gauge("facet_watchers", events, Events::watching);
        server = Javalin.create(config -> configure(config, guard, runs));
        try {
            server.start(settings.host(), settings.port());
        } catch (RuntimeException e) {
            close();
            throw new UsageException(
                    "port " + settings.port() + " of " + settings.host() + " cannot be listened at: "
                            + String.valueOf(e.getMessage()).split("\n")[0]
                            + ". Name another with --port, or 0 for any that is free.",
                    e);
        }
    }

    /** Whether the page is part of this program: it is built by Node.js, which not everybody has. */
    public static boolean hasPage() {
        return StudioServer.class.getResource(PAGE + "index.html") != null;
    }

    /** The port it listens at. */
    public int port() {
        return server.port();
    }

    /** Where it is found from this machine. */
    public URI address() {
        return URI.create("http://" + (settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host())
                + ":" + port() + "/");
    }

    private void configure(JavalinConfig config, Guard guard, RunList runs) {
        config.startup.showJavalinBanner = false;
        // or Jetty takes a header for the one before it that differs in case alone: a token, say
        config.jetty.modifyHttpConfiguration(http -> http.setHeaderCacheCaseSensitive(true));
        config.http.maxRequestSize = MOST_BYTES;
        config.http.asyncTimeout = 0;
        config.http.prefer405over404 = true;
        ModelApi models = new ModelApi(runs, workbench);
        RecogniserApi recogniser = new RecogniserApi(runs, workbench, data);
        TrainingApi training = new TrainingApi(runs, new Trainers(settings.main()));
        DataApi about = new DataApi(runs, data);

        config.routes.before(guard::check);
        config.routes.before(StudioServer::bounded);
        config.routes.get(
                "/api/health",
                ctx -> Answers.json(ctx, Answers.JSON.createObjectNode().put("status", "ok")));
        config.routes.get(
                "/api/openapi.json",
                ctx -> ctx.contentType("application/json").result(resource("/dev/facet/app/openapi.json")));
        config.routes.get(
                "/metrics",
                ctx -> ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                        .result(metrics.scrape()));
        config.routes.get("/api/runs", timed("runs", training::list));
        config.routes.get("/api/compare", timed("compare", training::compare));
        config.routes.get("/api/runs/{run}", timed("run", training::describe));
        config.routes.get("/api/runs/{run}/stats", timed("stats", training::statistics));
        config.routes.get("/api/runs/{run}/log", timed("log", training::log));
        config.routes.get("/api/runs/{run}/snapshots/{name}", timed("snapshot", training::snapshot));
        config.routes.get("/api/runs/{run}/names", timed("names", training::names));
        config.routes.put("/api/runs/{run}/names", timed("rename", training::rename));
        config.routes.post("/api/runs/{run}/stop", timed("stop", training::stop));
        config.routes.post("/api/runs/{run}/resume", timed("resume", training::resume));
        config.routes.post("/api/runs/{run}/generate", timed("generate", models::generate));
        config.routes.post("/api/runs/{run}/traverse", timed("traverse", models::traverse));
        config.routes.post("/api/runs/{run}/interpolate", timed("interpolate", models::interpolate));
        config.routes.post("/api/runs/{run}/encode", timed("encode", recogniser::encode));
        config.routes.get("/api/runs/{run}/data", timed("data", about::describe));
        config.routes.get("/api/runs/{run}/data/images", timed("images", about::images));
        config.routes.sse("/api/runs/{run}/events", client -> {
            try {
                events.watch(client);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        if (settings.page()) {
            config.routes.get(
                    "/",
                    ctx -> ctx.contentType(HTML)
                            .result(Invocation.inPage(
                                    new String(resource(PAGE + "index.html"), StandardCharsets.UTF_8))));
            config.routes.get("/assets/{name}", ctx -> page(ctx, "assets/" + ctx.pathParam("name")));
        }
        failures(config);
    }

    private static void bounded(Context ctx) {
        boolean json = String.valueOf(ctx.contentType()).startsWith("application/json");
        if (ctx.req().getContentLengthLong() > (json ? MOST_JSON : MOST_BYTES)) {
            throw new Guard.Refused(
                    413, "the body is too large: at most " + (json ? MOST_JSON : MOST_BYTES) + " bytes are read");
        }
    }

    private static void failures(JavalinConfig config) {
        config.routes.exception(UsageException.class, (e, ctx) -> fail(ctx, 400, e.getMessage()));
        config.routes.exception(FormatException.class, (e, ctx) -> fail(ctx, 400, e.getMessage()));
        config.routes.exception(NotFound.class, (e, ctx) -> fail(ctx, 404, e.getMessage()));
        config.routes.exception(Guard.Refused.class, (e, ctx) -> {
            // what came with the request was not read: whoever asks again begins anew
            ctx.header("Connection", "close");
            fail(ctx, e.status(), e.getMessage());
        });
        config.routes.exception(Busy.class, (e, ctx) -> {
            ctx.header("Retry-After", Integer.toString(Busy.RETRY_AFTER_SECONDS));
            fail(ctx, 429, e.getMessage());
        });
        config.routes.exception(HttpResponseException.class, (e, ctx) -> {
            ctx.header("Connection", "close");
            fail(ctx, e.getStatus(), e.getMessage());
        });
        config.routes.exception(
                HttpException.RuntimeException.class,
                (e, ctx) -> fail(ctx, e.getCode(), "the request is not well formed"));
        config.routes.exception(Exception.class, (e, ctx) -> {
            LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
            fail(ctx, 500, "something failed that should not; the server's log says what");
        });
    }

    private static void fail(Context ctx, int status, @Nullable String message) {
        ctx.status(status);
        Answers.json(ctx, Answers.error(String.valueOf(message)));
    }

    private Handler timed(String name, Handler handler) {
        Timer timer = Timer.builder("facet_requests")
                .tag("endpoint", name)
                .publishPercentiles(0.5, 0.99)
                .register(metrics);
        return ctx -> {
            long start = System.nanoTime();
            try {
                handler.handle(ctx);
            } finally {
                timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            }
        };
    }

    /** A file of the page, by a name that can have no folders in it. */
    private static void page(Context ctx, String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (!name.matches("(assets/)?[A-Za-z0-9_.-]+") || type == null || name.contains("..")) {
            throw new NotFound("there is no such file");
        }
        ctx.contentType(type).result(resource(PAGE + name));
    }

    private static byte[] resource(String path) {
        try (InputStream in = StudioServer.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new NotFound("there is no such file");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        events.close();
        if (server != null) {
            server.stop();
        }
        workbench.close();
        data.close();
        metrics.close();
    }
}
