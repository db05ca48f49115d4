package dev.facet.app.studio;

import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.app.TinyRun;
import dev.facet.train.RunFolder;

import static org.assertj.core.api.Assertions.assertThat;

/** The server under malicious and careless clients. */
class StudioUnderAttackTest {
    private static final String RUN = "/api/runs/00000-strokes-infogan";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();

    @TempDir
    private static Path folder;

    private static Path runs = Path.of("");
    private static Path run = Path.of("");
    private static @Nullable StudioServer server;

    @BeforeAll
    static void start() throws IOException {
        runs = folder.resolve("runs");
        run = TinyRun.below(runs, "infogan", 12);
        server = new StudioServer(
                new StudioServer.Setup(runs, "127.0.0.1", 0, null, false, false, "dev.facet.app.Nobody"));
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(server).close();
    }

    private static int port() {
        return Objects.requireNonNull(server).port();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(request(path).build(), BodyHandlers.ofString());
    }

    /** A copy of the first run, whose files may be damaged. */
    private static Path copy(String name) throws IOException {
        Path copy = Files.createDirectories(runs.resolve(name));
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(String.valueOf(file.getFileName())), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    private static String head(String path, String length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + length
                + "\r\n\r\n";
    }

    @Test
    void aThousandBodiesThatComeAByteAtATimeHoldNobodyUp() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.facet.app.studio");
        log.start();
        logger.addAppender(log);
        List<RawHttp> slow = new ArrayList<>();
        try {
            long start = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                String length = i % 2 == 0 ? "Content-Length: 200000" : "Transfer-Encoding: chunked";
                slow.add(new RawHttp(port()).send(head(RUN + "/generate", length) + (i % 2 == 0 ? "{" : "1\r\n{\r\n")));
            }
            assertThat(get("/api/health").statusCode()).isEqualTo(200);
            HttpResponse<byte[]> picture = CLIENT.send(
                    request(RUN + "/generate")
                            .POST(BodyPublishers.ofString("{\"count\": 2}"))
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(picture.statusCode()).isEqualTo(200);
            int threads = Thread.activeCount();
            assertThat(threads).as("threads").isLessThan(200);
            for (RawHttp each : slow) {
                String answer = each.answer(Duration.ofSeconds(40));
                assertThat(answer).startsWith("HTTP/1.1 408").contains("too slowly", "Content-Security-Policy");
            }
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(60));
            assertThat(get("/metrics").body()).contains("facet_bodies 0.0");
            assertThat(log.list).as("what was logged about them").isEmpty();
        } finally {
            logger.detachAppender(log);
            for (RawHttp each : slow) {
                each.close();
            }
        }
    }

    @Test
    void abortedBodiesAreNotLogged() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("ROOT");
        log.start();
        logger.addAppender(log);
        try {
            for (int i = 0; i < 20; i++) {
                new RawHttp(port())
                        .send(head(RUN + "/generate", "Content-Length: 1000") + "{\"count\"")
                        .close();
            }
            assertThat(get("/api/health").statusCode()).isEqualTo(200);
            assertThat(log.list).isEmpty();
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void chunkedBodiesAreBoundedLikeThoseThatSayTheirLength() throws Exception {
        for (int kilobytes : new int[] {257, 9000}) {
            try (RawHttp connection = new RawHttp(port())) {
                connection.send(head(RUN + "/generate", "Transfer-Encoding: chunked"));
                String chunk = "400\r\n" + " ".repeat(1024) + "\r\n";
                try {
                    for (int i = 0; i < kilobytes; i++) {
                        connection.send(chunk);
                    }
                } catch (IOException closed) {
                    // the server has closed the connection
                }
                String answer = connection.answer(Duration.ofSeconds(20));
                assertThat(answer)
                        .as(kilobytes + " KiB")
                        .satisfiesAnyOf(
                                text -> assertThat(text)
                                        .startsWith("HTTP/1.1 413")
                                        .contains("262144"),
                                text -> assertThat(kilobytes).isGreaterThan(1000)); // closed before it was read
            }
        }
        HttpResponse<String> small = CLIENT.send(
                request(RUN + "/encode")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream("{\"index\": 3}".getBytes(StandardCharsets.UTF_8))))
                        .build(),
                BodyHandlers.ofString());
        assertThat(small.statusCode()).as(small.body()).isEqualTo(200);
        // another content type does not raise the limit
        try (RawHttp connection = new RawHttp(port())) {
            connection.send("POST " + RUN + "/generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                    + "Content-Length: 300000\r\n\r\n");
            assertThat(connection.answer(Duration.ofSeconds(20))).startsWith("HTTP/1.1 413");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GARBAGE | 400",
                "GET / HTTP/1.1 | 400",
                "GET / HTTP/1.1~Host: localhost~Content-Length: x | 400",
                "GET / HTTP/1.1~Host: localhost~Host: localhost | 400",
                "GET / HTTP/1.1~Host: localhost~Transfer-Encoding: nonsense | 400",
                "GET / HTTP/7.1~Host: localhost | 505",
                "GET /LONG HTTP/1.1~Host: localhost | 414",
                "GET / HTTP/1.1~Host: localhost~X: LONG | 431",
                "GET /?%zz=%u HTTP/1.1~Host: localhost | 400",
                "TRACE /api/runs HTTP/1.1~Host: localhost | 405",
                "PATCH /api/runs HTTP/1.1~Host: localhost | 405",
                "NONSENSE /api/runs HTTP/1.1~Host: localhost | 405",
                "GET /nowhere HTTP/1.1~Host: localhost | 404",
                "GET /api/runs HTTP/1.1~Host: localhost~Upgrade: websocket~Connection:"
                        + " Upgrade~Sec-WebSocket-Version: 13 | 200",
                "GET /api/runs HTTP/1.1~Host: evil.example~Upgrade: websocket~Connection:"
                        + " Upgrade~Sec-WebSocket-Version: 13 | 421",
            })
    void everyAnswerHasTheHeadersAndTellsNothingOfTheServer(String lines, int status) throws IOException {
        String request = lines.replace("LONG", "x".repeat(20_000)).replace("~", "\r\n");
        try (RawHttp connection = new RawHttp(port())) {
            String close = request.contains("Connection:") ? "" : "\r\nConnection: close";
            String answer =
                    connection.send(request + close + "\r\n\r\n").answer(Duration.ofSeconds(status == 200 ? 3 : 10));
            assertThat(answer).startsWith("HTTP/1.1 ");
            assertThat(Integer.parseInt(answer.substring(9, 12)))
                    .as(answer)
                    .isIn(status, status == 405 ? 404 : status, status == 400 ? 404 : status);
            String header = answer.substring(0, answer.indexOf("\r\n\r\n")).toLowerCase(Locale.ROOT);
            assertThat(header)
                    .contains(
                            "content-security-policy: default-src 'none'",
                            "x-content-type-options: nosniff",
                            "referrer-policy: no-referrer",
                            "cache-control: no-store")
                    .doesNotContain("\r\nserver:");
            assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("jetty", "javalin", "<html", "\tat ");
        }
    }

    @Test
    void whoDoesNotReadIsDroppedAndKeepsNobodyWaiting() throws Exception {
        Path watched = copy("00001-watched");
        String events = "/api/runs/00001-watched/events?after=12";
        List<RawHttp> deaf = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                deaf.add(new RawHttp(port(), 4096).send("GET " + events + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            }
            HttpResponse<Stream<String>> good = CLIENT.send(request(events).build(), BodyHandlers.ofLines());
            CompletableFuture<Boolean> heard =
                    CompletableFuture.supplyAsync(() -> good.body().anyMatch(line -> line.contains("\"step\":90020")));
            awaitMetric("facet_watchers 4.0", 20);
            // more than the buffers of four connections hold
            String rest = IntStream.range(0, 60)
                    .mapToObj(i -> ",\"key/" + i + "\":0.1234567890123")
                    .reduce("", String::concat);
            StringBuilder lines = new StringBuilder();
            for (int step = 20; step <= 90_000; step += 10) {
                lines.append("{\"step\":").append(step).append(rest).append("}\n");
            }
            Files.writeString(watched.resolve("stats.jsonl"), lines, StandardOpenOption.APPEND);
            Files.writeString(
                    watched.resolve("stats.jsonl"), "{\"step\":90020,\"loss/D\":1}\n", StandardOpenOption.APPEND);
            assertThat(heard.get(60, TimeUnit.SECONDS)).isTrue();
            awaitMetric("facet_watchers 1.0", 60);
            HttpResponse<Stream<String>> another = CLIENT.send(request(events).build(), BodyHandlers.ofLines());
            assertThat(another.statusCode()).isEqualTo(200);
            assertThat(another.body().anyMatch(line -> line.startsWith("event:")))
                    .isTrue();
        } finally {
            for (RawHttp each : deaf) {
                each.close();
            }
        }
    }

    private static void awaitMetric(String line, int seconds) throws Exception {
        String metrics = "";
        for (int i = 0; i < 5 * seconds; i++) {
            metrics = get("/metrics").body();
            if (metrics.contains(line)) {
                return;
            }
            Thread.sleep(200);
        }
        assertThat(metrics).contains(line);
    }

    @Test
    void thereIsALimitToThoseWhoWatchAndItIsSaid() throws Exception {
        List<RawHttp> many = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                many.add(new RawHttp(port()).send("GET " + RUN + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
                assertThat(many.get(i).start()).startsWith("HTTP/1.1 ");
            }
            HttpResponse<String> refused = get(RUN + "/events");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("pages watch runs here, which is the limit; close one");
        } finally {
            for (RawHttp each : many) {
                each.close();
            }
        }
    }

    @Test
    void linksInARunFolderAreNotFollowed() throws Exception {
        String secret = "the secret of this machine";
        Path elsewhere = Files.writeString(folder.resolve("secret.txt"), secret);
        for (String name : List.of(
                "samples-000099.png", "log.txt", "codes.json", "stats.jsonl", "reals.png", "run.json", "config.yaml")) {
            Path linked = copy("00002-linked");
            Files.deleteIfExists(linked.resolve(name));
            Files.createSymbolicLink(linked.resolve(name), elsewhere);
            for (String what :
                    List.of("", "/log", "/names", "/stats", "/snapshots/" + name, "/snapshots/reals.png", "/data")) {
                HttpResponse<String> answer = get("/api/runs/00002-linked" + what);
                assertThat(answer.body()).as(name + " by " + what).doesNotContain("secret");
                assertThat(answer.statusCode()).as(name + " by " + what).isLessThan(500);
            }
            assertThat(get("/api/runs").body()).doesNotContain("the secret");
            Files.delete(linked.resolve(name));
        }
        assertThat(get("/api/runs/00002-linked/snapshots/samples-000099.png").statusCode())
                .isEqualTo(404);
        // nor are they written through
        Path linked = copy("00002-linked");
        Files.createSymbolicLink(linked.resolve("console.txt"), elsewhere);
        HttpResponse<String> resumed = CLIENT.send(
                request("/api/runs/00002-linked/resume")
                        .POST(BodyPublishers.ofString("{\"steps\": 99}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(resumed.statusCode()).isEqualTo(409);
        assertThat(resumed.body()).contains("console.txt is a link or a folder");
        Files.createSymbolicLink(linked.resolve(".stop"), elsewhere);
        RunFolder.open(linked).requestStop();
        assertThat(linked.resolve(".stop")).isEmptyFile();
        assertThat(elsewhere).hasContent(secret);
    }

    @Test
    void aPipeInPlaceOfAFileIsNotWaitedFor() throws Exception {
        Path piped = copy("00003-piped");
        Files.delete(piped.resolve("stats.jsonl"));
        Process made = new ProcessBuilder("mkfifo", piped.resolve("stats.jsonl").toString()).start();
        assertThat(made.waitFor()).isZero();
        assertThat(get("/api/runs/00003-piped/stats").statusCode()).isEqualTo(400);
        Files.delete(piped.resolve("stats.jsonl"));
    }

    @Test
    void aFlippedBitInTheStatisticsIsSaidAndCostsOneLine() throws Exception {
        Path flipped = copy("00004-flipped");
        byte[] bytes =
                (Files.readAllLines(flipped.resolve("stats.jsonl")).get(0) + "\n").getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length / 2] ^= (byte) 0x80;
        Files.write(flipped.resolve("stats.jsonl"), bytes);
        Files.writeString(flipped.resolve("stats.jsonl"), "{\"step\":20,\"loss/D\":1.5}\n", StandardOpenOption.APPEND);
        HttpResponse<String> answer = get("/api/runs/00004-flipped/stats");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode stats = JSON.readTree(answer.body());
        assertThat(stats.path("dropped").asInt(0)).isEqualTo(1);
        assertThat(stats.path("step").toString()).isEqualTo("[20]");
    }

    @Test
    void twentyAtOnceAreToldOfAMillionSteps() throws Exception {
        Path large = copy("00005-large");
        String rest = IntStream.range(0, 24)
                .mapToObj(i -> ",\"key/" + i + "\":0.12345678")
                .reduce("", String::concat);
        try (BufferedWriter out = Files.newBufferedWriter(large.resolve("stats.jsonl"))) {
            for (int step = 10; step <= 1_000_000; step += 10) {
                out.write("{\"step\":" + step + rest + "}\n");
            }
        }
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 20)
                .mapToObj(i ->
                        CLIENT.sendAsync(request("/api/runs/00005-large/stats").build(), BodyHandlers.ofString()))
                .toList();
        for (CompletableFuture<HttpResponse<String>> each : all) {
            HttpResponse<String> answer = each.get(60, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(200);
            JsonNode stats = JSON.readTree(answer.body());
            assertThat(stats.path("step").size()).isBetween(500, 2000);
            assertThat(stats.path("step").get(stats.path("step").size() - 1).asInt(0))
                    .isEqualTo(1_000_000);
        }
        Files.delete(large.resolve("stats.jsonl"));
    }

    @Test
    void nothingOfTheServerNeedsWebSockets() {
        assertThat(StudioUnderAttackTest.class.getResource(
                        "/org/eclipse/jetty/ee10/websocket/server/JettyWebSocketServlet.class"))
                .isNull();
        assertThat(StudioUnderAttackTest.class.getResource("/org/objectweb/asm/ClassReader.class"))
                .as("asm")
                .isNull();
    }
}
