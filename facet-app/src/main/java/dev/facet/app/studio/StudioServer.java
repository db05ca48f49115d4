package dev.facet.app.studio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
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
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.facet.app.launch.Invocation;
import dev.facet.config.UsageException;
import dev.facet.format.FormatException;

/** A server for the runs of a folder: the HTTP API and, optionally, its page. */
public final class StudioServer implements AutoCloseable {
    private static final String PAGE = "/dev/facet/app/web/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final Map<String, String> TYPES = Map.of(
            "html", HTML,
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "woff2", "font/woff2");
    private static final Logger LOG = LoggerFactory.getLogger(StudioServer.class);

    private final Setup settings;
    private final Workbench workbench;
    private final OpenData data;
    private final OpenReadings readings;
    private final Events events;
    private final OpenStatistics statistics = new OpenStatistics();
    private final Trainers trainers;
    private final Guard guard;
    private final Starting starting;
    private final ChoiceApi choices;
    private final Bodies bodies;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Javalin server;

    /**
     * Settings of the server.
     *
     * @param root a run, or a folder of runs
     * @param host address to listen at
     * @param port port to listen at; 0 takes any free one
     * @param token token that requests must contain; null if only this machine can send requests
     * @param proxied whether the server is behind a proxy, whose headers name the client and its protocol
     * @param page whether the server has the page
     * @param main the main class of the command line, for training
     * @param trainings how new runs are started; null if they are not
     */
    public record Setup(
            Path root,
            String host,
            int port,
            @Nullable String token,
            boolean proxied,
            boolean page,
            String main,
            @Nullable Trainings trainings) {
        /** Settings of a server that starts no new runs. */
        public Setup(
                Path root, String host, int port, @Nullable String token, boolean proxied, boolean page, String main) {
            this(root, host, port, token, proxied, page, main, null);
        }
    }

    /**
     * How new runs are started.
     *
     * @param data the folder below which data may be chosen; null if data can only be uploaded
     * @param atOnce how many runs are trained at once; others wait in a queue
     * @param uploadBytes greatest number of bytes of all uploads together
     */
    public record Trainings(@Nullable Path data, int atOnce, long uploadBytes) {}

    /**
     * Starts the server.
     *
     * @throws UsageException if the server cannot listen at the address
     */
    public StudioServer(Setup settings) throws IOException {
        this.settings = settings;
        guard = new Guard(settings.host(), settings.token(), settings.proxied());
        RunList runs = new RunList(settings.root());
        workbench = new Workbench(new Courtesy(runs::isAnyTraining));
        data = new OpenData();
        readings = new OpenReadings(workbench, data);
        trainers = new Trainers(settings.main());
        starting = Starting.of(settings, runs, trainers);
        choices = new ChoiceApi(starting, runs);
        bodies = new Bodies(starting.uploads());
        events = new Events(runs, trainers, statistics);
        metrics.gauge("facet_waiting_requests", workbench, Workbench::waiting);
        metrics.gauge("facet_watchers", events, Events::watching);
        metrics.gauge("facet_bodies", bodies, Bodies::reading);
        server = Javalin.create(config -> configure(config, runs));
        try {
            server.start(settings.host(), settings.port());
        } catch (RuntimeException e) {
            close();
            throw new UsageException(
                    "port " + settings.port() + " of " + settings.host() + " cannot be used: "
                            + String.valueOf(e.getMessage()).split("\n")[0]
                            + ". Name another with --port, or 0 for any that is free.",
                    e);
        }
    }

    /** Whether the page is part of this program; building it needs Node.js. */
    public static boolean hasPage() {
        return StudioServer.class.getResource(PAGE + "index.html") != null;
    }

    /** The server's port. */
    public int port() {
        return server.port();
    }

    /** The server's address on this machine. */
    public URI address() {
        return URI.create("http://" + (settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host())
                + ":" + port() + "/");
    }

    /** Whether requests need a token. */
    public boolean isGuarded() {
        return settings.token() != null;
    }

    /** An address for the browser that works once without the token. */
    public URI ticket() {
        return settings.token() == null ? address() : address().resolve("?token=" + guard.ticket());
    }

    private void configureJetty(JavalinConfig config) {
        // otherwise Jetty confuses headers that differ only in case, for example with a token
        config.jetty.modifyHttpConfiguration(http -> http.setHeaderCacheCaseSensitive(true));
        if (settings.proxied()) {
            config.jetty.modifyHttpConfiguration(http -> http.addCustomizer(forwarded()));
        }
        config.jetty.modifyServer(jetty -> {
            jetty.setErrorHandler(new ErrorPages());
            jetty.insertHandler(bodies);
            jetty.insertHandler(guard);
        });
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new ErrorPages.Within()));
    }

    /** Trusts only the proxy headers that docs/studio.md requires; the proxy may pass other headers on unchecked. */
    private static ForwardedRequestCustomizer forwarded() {
        ForwardedRequestCustomizer customizer = new ForwardedRequestCustomizer();
        customizer.setForwardedHeader(null);
        customizer.setForwardedHostHeader(null);
        customizer.setForwardedPortHeader(null);
        customizer.setForwardedServerHeader(null);
        customizer.setForwardedHttpsHeader(null);
        customizer.setForwardedCipherSuiteHeader(null);
        customizer.setForwardedSslSessionIdHeader(null);
        return customizer;
    }

    private void configure(JavalinConfig config, RunList runs) {
        config.startup.showJavalinBanner = false;
        configureJetty(config);
        config.http.maxRequestSize = Bodies.MOST_BYTES;
        config.http.asyncTimeout = 0;
        config.http.prefer405over404 = true;
        ModelApi models = new ModelApi(runs, workbench);
        RecogniserApi recogniser = new RecogniserApi(runs, workbench, data);
        TrainingApi training = new TrainingApi(runs, trainers, statistics);
        DataApi about = new DataApi(runs, data);
        MeaningsApi meanings = new MeaningsApi(runs, workbench);

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
        StartApi start = new StartApi(starting, runs);
        config.routes.get("/api/data", timed("choices", choices::choices));
        config.routes.get("/api/data/files", timed("files", choices::files));
        config.routes.post("/api/inspect", timed("inspect", choices::inspect));
        config.routes.post("/api/uploads", timed("upload", choices::beginUpload));
        config.routes.put("/api/uploads/{upload}/files", timed("receive", choices::receive));
        config.routes.delete("/api/uploads/{upload}", timed("remove", choices::removeUpload));
        config.routes.post("/api/plan", timed("plan", start::plan));
        config.routes.get("/api/queue", timed("queue", start::queue));
        config.routes.get("/api/queue/{place}", timed("place", start::place));
        config.routes.delete("/api/queue/{place}", timed("takeBack", start::takeBack));
        config.routes.post("/api/queue/{place}/release", timed("release", start::release));
        config.routes.post("/api/runs", timed("start", start::start));
        config.routes.get("/api/runs/{run}/request", timed("request", start::request));
        config.routes.get("/api/runs", timed("runs", training::list));
        ComparisonApi comparison = new ComparisonApi(runs, training);
        config.routes.get("/api/table", timed("table", comparison::table));
        config.routes.get("/api/compare", timed("compare", comparison::compare));
        config.routes.get("/api/runs/{run}/figures", timed("figures", comparison::figures));
        config.routes.put("/api/runs/{run}/remarks", timed("remark", comparison::remark));
        config.routes.get("/api/runs/{run}", timed("run", training::describe));
        config.routes.get("/api/runs/{run}/stats", timed("stats", training::statistics));
        config.routes.get("/api/runs/{run}/log", timed("log", training::log));
        config.routes.get("/api/runs/{run}/snapshots/{name}", timed("snapshot", training::snapshot));
        Semaphore films = new Semaphore(1);
        config.routes.get("/api/runs/{run}/film", timed("film", new FilmApi(runs, films)::film));
        config.routes.get("/api/runs/{run}/sweep", timed("sweep", new SweepApi(runs, workbench, films)::sweep));
        config.routes.get("/api/runs/{run}/export", timed("exportRun", new ExportApi(runs, meanings)::export));
        NamesApi names = new NamesApi(runs);
        config.routes.get("/api/runs/{run}/names", timed("names", names::names));
        config.routes.put("/api/runs/{run}/names", timed("rename", names::rename));
        config.routes.post("/api/runs/{run}/ends", timed("ends", names::ends));
        config.routes.post("/api/runs/{run}/ends/undo", timed("undoEnds", names::undoEnds));
        config.routes.get("/api/runs/{run}/meanings", timed("meanings", meanings::describe));
        config.routes.post("/api/runs/{run}/stop", timed("stop", training::stop));
        config.routes.post("/api/runs/{run}/resume", timed("resume", training::resume));
        config.routes.post("/api/runs/{run}/further", timed("further", training::further));
        config.routes.post("/api/runs/{run}/generate", timed("generate", models::generate));
        config.routes.post("/api/runs/{run}/traverse", timed("traverse", models::traverse));
        config.routes.post("/api/runs/{run}/interpolate", timed("interpolate", models::interpolate));
        config.routes.post("/api/runs/{run}/encode", timed("encode", recogniser::encode));
        config.routes.get("/api/runs/{run}/data", timed("data", about::describe));
        config.routes.get("/api/runs/{run}/data/images", timed("images", about::images));
        items(config, runs);
        config.routes.get("/api/runs/{run}/events", events::watch);
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

    /** What concerns the items of a run's data by their codes. */
    private void items(JavalinConfig config, RunList runs) {
        OpenCorrections known = new OpenCorrections(data);
        ItemsApi items = new ItemsApi(runs, workbench, data, readings, known);
        CorrectionsApi corrections = new CorrectionsApi(runs, data, readings, known);
        ItemsExport export = new ItemsExport(runs, data, readings, known);
        String path = "/api/runs/{run}/items";
        config.routes.get(path, timed("items", items::state));
        config.routes.post(path + "/read", timed("readItems", items::read));
        config.routes.get(path + "/column", timed("column", items::column));
        config.routes.get(path + "/sheet", timed("sheet", items::sheet));
        config.routes.get(path + "/search", timed("search", items::search));
        config.routes.get(path + "/corrections", timed("corrections", corrections::list));
        config.routes.post(path + "/corrections", timed("correct", corrections::correct));
        config.routes.post(path + "/corrections/undo", timed("undo", corrections::undo));
        config.routes.post(path + "/labels", timed("labels", export::labels));
        config.routes.post(path + "/export", timed("export", export::export));
        config.routes.get(path + "/one/{item}", timed("item", items::item));
    }

    private static void failures(JavalinConfig config) {
        config.routes.exception(Mistake.class, (e, ctx) -> {
            ctx.status(400);
            Answers.json(ctx, Answers.error(String.valueOf(e.getMessage())).put("field", e.field()));
        });
        config.routes.exception(UsageException.class, (e, ctx) -> fail(ctx, 400, e.getMessage()));
        config.routes.exception(FormatException.class, (e, ctx) -> fail(ctx, 400, e.getMessage()));
        config.routes.exception(NotFound.class, (e, ctx) -> fail(ctx, 404, e.getMessage()));
        config.routes.exception(Conflict.class, (e, ctx) -> fail(ctx, 409, e.getMessage()));
        config.routes.exception(Busy.class, (e, ctx) -> {
            ctx.header("Retry-After", Integer.toString(e.retryAfterSeconds()));
            fail(ctx, 429, e.getMessage());
        });
        config.routes.exception(HttpResponseException.class, (e, ctx) -> {
            ctx.header("Connection", "close");
            fail(ctx, e.getStatus(), e.getMessage());
        });
        config.routes.exception(
                HttpException.RuntimeException.class,
                (e, ctx) -> fail(ctx, e.getCode(), "the request is not well formed"));
        config.router.javaLangErrorHandler((response, error) -> {
            LOG.error("a request ended in an error of the virtual machine", error);
            byte[] body = Answers.JSON.writeValueAsBytes(Answers.error(
                    error instanceof OutOfMemoryError
                            ? "the server ran out of memory; its log says where"
                            : "an internal error occurred; the server's log has the details"));
            response.setStatus(500);
            response.setContentType("application/json");
            try {
                response.getOutputStream().write(body);
            } catch (IOException gone) {
                LOG.debug("nobody waits for the answer", gone);
            }
        });
        config.routes.exception(Exception.class, (e, ctx) -> {
            LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
            fail(ctx, 500, "an internal error occurred; the server's log has the details");
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

    /** A file of the page; its name cannot contain folders. */
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
        readings.close();
        workbench.close();
        data.close();
        choices.close();
        try {
            starting.close();
        } catch (IOException e) {
            LOG.warn("the queue cannot be closed: {}", e.getMessage());
        }
        metrics.close();
    }
}
