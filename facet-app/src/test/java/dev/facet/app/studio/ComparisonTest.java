package dev.facet.app.studio;

import java.awt.Color;
import java.awt.image.BufferedImage;
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
import java.time.Duration;
import java.util.Objects;
import java.util.Random;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What the server says to compare runs by. */
class ComparisonTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();

    @TempDir
    private static Path runs;

    private static @Nullable StudioServer server;

    @BeforeAll
    static void start() throws IOException {
        WrittenRuns.run(runs, "a", 30, 1.5, "training.seed=1", "training.steps=300");
        WrittenRuns.run(runs, "b", 30, 1.2, "training.seed=2", "training.steps=300", "training.threads=3");
        WrittenRuns.run(runs, "c", 20, 0.4, "training.seed=1", "training.steps=300", "training.batch=64");
        Files.createDirectories(runs.resolve("broken"));
        Files.writeString(runs.resolve("broken").resolve("config.yaml"), "method: [");
        Files.writeString(runs.resolve("broken").resolve("run.json"), "{}");
        server = new StudioServer(
                new StudioServer.Setup(runs, "127.0.0.1", 0, null, false, false, "dev.facet.app.Nobody"));
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(server).close();
    }

    private static HttpResponse<byte[]> send(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + Objects.requireNonNull(server).port() + path));
        request.method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(path + " was not answered", e);
        }
    }

    private static JsonNode json(String method, String path, String body) {
        HttpResponse<byte[]> response = send(method, path, body);
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static JsonNode row(String id) {
        for (JsonNode row : json("GET", "/api/table", "")) {
            if (row.path("id").asString("").equals(id)) {
                return row;
            }
        }
        throw new AssertionError("there is no row " + id);
    }

    @Test
    void runsThatDifferOnlyInTheirSeedsAreOneGroup() {
        assertThat(json("GET", "/api/table", "")).hasSize(3);
        assertThat(row("b").path("group")).isEqualTo(row("a").path("group"));
        assertThat(row("c").path("group")).isNotEqualTo(row("a").path("group"));
        assertThat(row("a").path("figures").path("seconds").asDouble(0)).isEqualTo(180);
        assertThat(row("c").path("step").asInt(0)).isEqualTo(200);
    }

    @Test
    void ofEachFigureTheNewestCountsAndOlderStatesAndOtherDataDoNot() throws IOException {
        assertThat(json("GET", "/api/runs/c/figures", "")).isEmpty();
        Path run = runs.resolve("c");
        Files.writeString(run.resolve("metrics.jsonl"), """
                {"run":"x","own_data":true,"images":1000,"clustering":{"code":"digit","accuracy":0.5},"step":100}
                {"own_data":true,"images":1000,"clustering":{"code":"digit","accuracy":0.9},"step":200}
                {"own_data":true,"images":1000,"step":200,"quality":{"frechet":12.5}}
                {"own_data":true,"images":1000,"checkpoint":"best","clustering":{"code":"digit","accuracy":0.1}}
                {"own_data":false,"data":"other","images":10,"clustering":{"code":"digit","accuracy":0.2}}
                {"own_data":true,"images":1000,"clust
                """);
        WrittenRuns.picture(run, "confusion.png", 8, Color.RED);
        JsonNode figures = json("GET", "/api/runs/c/figures", "");
        assertThat(figures.path("clustering").path("accuracy").asDouble(0)).isEqualTo(0.9);
        assertThat(figures.path("quality").path("frechet").asDouble(0)).isEqualTo(12.5);
        // Wilson's interval of 900 of 1,000
        assertThat(figures.path("accuracy_interval").get(0).asDouble(0)).isCloseTo(0.8799, within(1e-4));
        assertThat(figures.path("accuracy_interval").get(1).asDouble(0)).isCloseTo(0.9171, within(1e-4));
        assertThat(figures.path("pictures").toString()).isEqualTo("[\"confusion.png\"]");
        assertThat(figures.has("run")).isFalse();
        JsonNode shown = row("c").path("figures");
        assertThat(shown.path("accuracy").asDouble(0)).isEqualTo(0.9);
        assertThat(shown.path("accuracy on other").asDouble(0)).isEqualTo(0.2);
        assertThat(shown.has("step")).isFalse();
    }

    @Test
    void remarksAreKeptAndADamagedFileOfThemIsNotLost() throws IOException {
        Path file = runs.resolve("a").resolve("remarks.json");
        JsonNode first = json("PUT", "/api/runs/a/remarks", "{\"tags\": [\"good\", \" warm \", \"good\"]}");
        assertThat(first.path("tags").toString()).isEqualTo("[\"good\",\"warm\"]");
        json("PUT", "/api/runs/a/remarks", "{\"note\": \"the one in the talk\"}");
        assertThat(row("a").path("tags").toString()).isEqualTo("[\"good\",\"warm\"]");
        assertThat(row("a").path("note").asString("")).isEqualTo("the one in the talk");
        Files.writeString(file, "{\"tags\": [");
        assertThat(row("a").path("remarks_missing").asString("")).contains("remarks.json.damaged");
        assertThat(row("a").path("tags")).isEmpty();
        json("PUT", "/api/runs/a/remarks", "{\"note\": \"new\"}");
        assertThat(runs.resolve("a").resolve("remarks.json.damaged")).hasContent("{\"tags\": [");
        assertThat(row("a").has("remarks_missing")).isFalse();
        json("PUT", "/api/runs/a/remarks", "{\"note\": \"\"}");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"tags\": [\"a,b\"]} | is no tag; wanted 1 to 40",
                "{\"tags\": [\"\"]} | wanted texts of one line",
                "{\"tags\": \"good\"} | wanted a list",
                "{\"note\": 3} | wanted a text",
                "{\"tag\": []} | did you mean 'tags'",
                "{\"tags\": [\"01234567890123456789012345678901234567890\"]} | tags has",
            })
    void remarksThatCannotBeKeptAreRefused(String body, String message) {
        HttpResponse<byte[]> response = send("PUT", "/api/runs/b/remarks", body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).path("error").asString("")).contains(message);
        assertThat(runs.resolve("b").resolve("remarks.json")).doesNotExist();
    }

    @Test
    void aNoteThatIsTooLongIsRefused() {
        HttpResponse<byte[]> response = send("PUT", "/api/runs/b/remarks", "{\"note\": \"" + "x".repeat(2001) + "\"}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).path("error").asString("")).contains("wanted at most 2000");
        assertThat(send("PUT", "/api/runs/none/remarks", "{}").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/api/runs/none/figures", "").statusCode()).isEqualTo(404);
    }

    @Test
    void mangledRemarksBringNothingDown() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            String body = StudioServerTest.mangled(
                    "{\"tags\": [\"good\", \"b\"], \"note\": \"x\"}", "{}[]\":,\\u0000 é\u0000\n", random);
            HttpResponse<byte[]> response = send("PUT", "/api/runs/b/remarks", body);
            assertThat(response.statusCode()).as(body).isIn(200, 400);
        }
        send("PUT", "/api/runs/b/remarks", "{\"tags\": [], \"note\": \"\"}");
    }

    @Test
    void snapshotsAreAFilmOfAtMostSixtyFrames() throws IOException {
        assertThat(send("GET", "/api/runs/b/film", "").statusCode()).isEqualTo(404);
        Path run = runs.resolve("b");
        for (int k = 1; k <= 70; k++) {
            WrittenRuns.picture(run, String.format("samples-%06d.png", k), 20, new Color(0, 0, 3 * k));
        }
        WrittenRuns.picture(run, "codes-000001.png", 1600, Color.GREEN);
        try (var in = ImageIO.createImageInputStream(
                new ByteArrayInputStream(send("GET", "/api/runs/b/film", "").body()))) {
            ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(65);
            assertThat(reader.read(0).getRGB(3, 3) & 0xff).isBetween(0, 9);
            assertThat(reader.read(59).getRGB(3, 3) & 0xff).isBetween(205, 215);
        }
        BufferedImage codes = ImageIO.read(new ByteArrayInputStream(
                send("GET", "/api/runs/b/film?of=codes", "").body()));
        assertThat(codes.getWidth()).isEqualTo(800);
        assertThat(send("GET", "/api/runs/b/film?of=secrets", "").statusCode()).isEqualTo(400);
        Files.write(run.resolve("samples-000071.png"), new byte[] {1, 2, 3});
        HttpResponse<byte[]> damaged = send("GET", "/api/runs/b/film", "");
        assertThat(damaged.statusCode()).isEqualTo(400);
        assertThat(new String(damaged.body(), StandardCharsets.UTF_8)).contains("samples-000071.png");
        Files.delete(run.resolve("samples-000071.png"));
    }
}
