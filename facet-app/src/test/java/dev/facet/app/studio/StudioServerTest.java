package dev.facet.app.studio;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import javax.imageio.ImageIO;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.Facet;
import dev.facet.app.Main;
import dev.facet.app.TinyRun;
import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.Split;
import dev.facet.model.Model;
import dev.facet.onnx.OnnxGenerator;
import dev.facet.train.RunCalibration;
import dev.facet.train.RunEncoder;
import dev.facet.train.RunFolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The HTTP API, by requests to a server on a free port. */
class StudioServerTest {
    private static final String RUN = "/api/runs/00000-strokes-infogan";
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private static Path runs;

    private static Path run = Path.of("");
    private static @Nullable StudioServer server;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    @BeforeAll
    static void start() throws IOException {
        run = TinyRun.below(runs, "infogan", 12);
        server = new StudioServer(settings(null));
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(server).close();
    }

    @BeforeEach
    void withoutNames() throws IOException {
        Files.deleteIfExists(run.resolve("codes.json"));
    }

    private static StudioServer.Setup settings(@Nullable String token) {
        // the main class of resumed training, which is not used here
        return new StudioServer.Setup(runs, "127.0.0.1", 0, token, false, true, "dev.facet.app.Nobody");
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + Objects.requireNonNull(server).port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    /** Sends a request, and repeats it if a kept-alive connection has been closed, as HTTP allows and browsers do. */
    private static HttpResponse<byte[]> send(HttpRequest request) {
        try {
            try {
                return CLIENT.send(request, BodyHandlers.ofByteArray());
            } catch (IOException e) {
                if (!String.valueOf(e.getMessage()).contains("received no bytes")) {
                    throw e;
                }
                return CLIENT.send(request, BodyHandlers.ofByteArray());
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(request.method() + " " + request.uri() + " was not answered", e);
        }
    }

    private static CompletableFuture<HttpResponse<byte[]>> sendLater(HttpRequest request) {
        return CLIENT.sendAsync(request, BodyHandlers.ofByteArray())
                .exceptionallyCompose(e -> String.valueOf(e.getMessage()).contains("received no bytes")
                        ? CLIENT.sendAsync(request, BodyHandlers.ofByteArray())
                        : CompletableFuture.failedFuture(e));
    }

    private static HttpResponse<byte[]> get(String path) {
        return send(request(path).build());
    }

    private static HttpResponse<byte[]> post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    private static HttpResponse<byte[]> put(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json))
                .build());
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return JSON.readTree(response.body());
    }

    private static BufferedImage image(HttpResponse<byte[]> response) throws IOException {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(response.body())));
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void everyAnswerForbidsWhatThePageDoesNotNeed() {
        HttpResponse<byte[]> response = get("/api/health");
        assertThat(json(response).path("status").asString("")).isEqualTo("ok");
        assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Server")).isEmpty();
    }

    /** Every path in the document exists, and the document has every path except those of the page. */
    @Test
    void theDocumentTellsOfEveryRequest() {
        JsonNode paths = json(get("/api/openapi.json")).path("paths");
        List<String> told = new ArrayList<>();
        paths.properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    String method = operation.getKey().toUpperCase(Locale.ROOT);
                    told.add(method + " " + path.getKey());
                    assertThat(operation.getValue().path("operationId").asString(""))
                            .isNotEmpty();
                    if (path.getKey().endsWith("/events")) {
                        return; // it does not end
                    }
                    String address = path.getKey().replaceAll("\\{[a-z]+\\}", "none");
                    HttpResponse<byte[]> response = send(request(address)
                            .method(method, BodyPublishers.ofString("{}"))
                            .build());
                    assertThat(text(response)).as(method + " " + address).doesNotContain("Endpoint");
                    assertThat(response.statusCode()).isNotIn(405, 500);
                }));
        assertThat(told).hasSize(54).doesNotHaveDuplicates();
    }

    @Test
    void theExportOfARunIsAnArchiveWithItsPage() throws IOException {
        HttpResponse<byte[]> response = send(request(RUN + "/export").build());
        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"00000-strokes-infogan.zip\"");
        Map<String, byte[]> files = unzip(response.body());
        String folder = "00000-strokes-infogan/";
        assertThat(files)
                .containsKeys(folder + "generator.onnx", folder + "recogniser.onnx", folder + "README.md")
                .containsKeys(folder + "web/index.html", folder + "web/model.js");
        byte[] network = Objects.requireNonNull(files.get(folder + "generator.onnx"));
        try (Model model = Facet.load(run);
                OnnxGenerator generator = OnnxGenerator.open("generator.onnx", network, 1)) {
            byte[] own = model.generate(5, 2).bytes();
            byte[] theirs = generator.generate(5, 2).bytes();
            for (int i = 0; i < own.length; i++) {
                assertThat(Math.abs((own[i] & 0xFF) - (theirs[i] & 0xFF))).isLessThanOrEqualTo(1);
            }
        }
        assertThat(send(request(RUN + "/export?checkpoint=12").build()).statusCode())
                .isEqualTo(200);
        assertThat(text(send(request(RUN + "/export?checkpoint=11").build()))).contains("checkpoint");
        assertThat(send(request(RUN + "/export?checkpoint=../..").build()).statusCode())
                .isEqualTo(400);
        assertThat(send(request("/api/runs/none/export").build()).statusCode()).isEqualTo(404);
    }

    private static Map<String, byte[]> unzip(byte[] archive) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    @Test
    void aRunTellsWhereItIsAndWhatItsCodesAre() {
        JsonNode listed = json(get("/api/runs"));
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("state").asString("")).isEqualTo("done");
        JsonNode about = json(get(RUN));
        assertThat(about.path("step").asInt(0)).isEqualTo(12);
        assertThat(about.path("codes")).hasSize(3);
        assertThat(about.path("labels_used").asString("")).isEqualTo("none");
        assertThat(about.path("snapshots").toString()).contains("samples-000012.png", "reals.png");
        assertThat(json(get(RUN + "/stats")).path("values").path("nats/digit")).hasSize(2);
        assertThat(json(get(RUN + "/stats?from=13")).path("step")).isEmpty();
        assertThat(about.path("health").toString()).contains("samples");
        assertThat(text(get(RUN + "/log"))).contains("ended at step 12");
        assertThat(get(RUN + "/snapshots/samples-000012.png").body()).startsWith(0x89, 'P', 'N', 'G');
        assertThat(json(get(RUN + "/data")).path("count").asInt(0)).isEqualTo(64);
        assertThat(json(get("/api/compare?runs=00000-strokes-infogan")).path("00000-strokes-infogan"))
                .isEmpty();
        assertThat(text(get("/metrics"))).contains("facet_requests_seconds_count{endpoint=\"runs\"}");
    }

    @Test
    void whatTheCodesDoIsMeasuredOnceAndWrittenNowhere() throws IOException {
        HttpResponse<byte[]> first = get(RUN + "/meanings");
        assertThat(first.statusCode()).as(text(first)).isEqualTo(200);
        JsonNode measured = json(first);
        assertThat(measured.path("step").asInt(0)).isEqualTo(12);
        assertThat(measured.path("generated").asInt(0)).isEqualTo(256 * (10 + 9 + 9));
        assertThat(measured.path("real").asInt(0)).isEqualTo(64);
        assertThat(measured.path("notices")).isEmpty();
        assertThat(measured.path("codes"))
                .extracting(code -> code.path("code").asString(""))
                .containsExactly("digit", "c1", "c2");
        assertThat(run.resolve("meanings.json")).doesNotExist();
        assertThat(get(RUN + "/meanings").body()).isEqualTo(first.body());
        assertThat(get("/api/runs/none/meanings").statusCode()).isEqualTo(404);
    }

    @Test
    void whatDescribeKeptIsShownAndNamesOfOtherCodesAreNotProposed() throws IOException {
        Facet.meanings(run);
        Path file = run.resolve("meanings.json");
        try {
            String slant = "{\"name\":\"slant\",\"kind\":\"property\",\"grows\":\"leaning right\","
                    + "\"strength\":0.9,\"follows\":0.95,\"share\":0.9}";
            String kept = Files.readString(file);
            Files.writeString(
                    file,
                    kept.replaceFirst(
                            "(?s)(\"code\" : \"c1\",\\s+\"traits\" : \\[).*?\\](,\\s+\"categories\")",
                            "$1" + slant + "]$2"));
            JsonNode c1 = json(get(RUN + "/meanings")).path("codes").get(1);
            assertThat(c1.path("proposal").path("name").asString("")).isEqualTo("slant");
            assertThat(c1.path("proposal").path("strength").asDouble(0)).isEqualTo(0.9);
            put(RUN + "/names", "{\"c2\": {\"name\": \"slant\"}}");
            c1 = json(get(RUN + "/meanings")).path("codes").get(1);
            assertThat(c1.path("proposal").path("name").asString("")).isEqualTo("also slant");

            Files.writeString(file, "{");
            JsonNode again = json(get(RUN + "/meanings"));
            assertThat(again.path("notices").toString()).contains("is damaged", "describe");
            assertThat(again.path("codes")).hasSize(3);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    void samplesAreThoseOfTheModel() throws IOException {
        String body = "{\"count\": 6, \"seed\": 3, \"codes\": {\"digit\": 2, \"c1\": -0.5}, \"format\": \"raw\"}";
        HttpResponse<byte[]> response = post(RUN + "/generate", body);
        assertThat(response.headers().firstValue("X-Facet-Shape")).contains("6,1,28,28");
        assertThat(response.headers().firstValue("X-Facet-Type")).contains("uint8");
        try (Model model = Facet.load(run)) {
            LatentBatch rows = model.latent().draw(3, 0, 6);
            for (int i = 0; i < 6; i++) {
                rows.setCategory(model.latent().categorical().get(0), i, 2);
                rows.setValue(model.latent().continuous().get(0), i, -0.5);
            }
            assertThat(response.body()).isEqualTo(model.generate(rows).bytes());
        }
        BufferedImage sheet = image(post(RUN + "/generate", "{\"count\": 6, \"columns\": 3}"));
        assertThat(List.of(sheet.getWidth(), sheet.getHeight())).containsExactly(84, 56);
    }

    @Test
    void asSoManyAskAtOnceEachGetsWhatIsTheirs() {
        List<String> bodies = IntStream.range(0, 24)
                .mapToObj(i -> "{\"count\": " + (1 + i % 5) + ", \"seed\": " + i + ", \"format\": \"raw\"}")
                .toList();
        List<byte[]> alone = bodies.stream()
                .map(body -> post(RUN + "/generate", body).body())
                .toList();
        List<CompletableFuture<HttpResponse<byte[]>>> together = bodies.stream()
                .map(body -> sendLater(request(RUN + "/generate")
                        .POST(BodyPublishers.ofString(body))
                        .build()))
                .toList();
        for (int i = 0; i < bodies.size(); i++) {
            HttpResponse<byte[]> response = together.get(i).join();
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).as(bodies.get(i)).isEqualTo(alone.get(i));
        }
    }

    @Test
    void whoeverIsTooManyIsToldToComeAgain() {
        List<CompletableFuture<HttpResponse<byte[]>>> crowd = IntStream.range(0, 180)
                .mapToObj(i -> sendLater(request(RUN + "/traverse")
                        .POST(BodyPublishers.ofString(
                                "{\"code\": \"c1\", \"down\": \"c2\", \"columns\": 24, \"seed\": " + i + "}"))
                        .build()))
                .toList();
        List<HttpResponse<byte[]>> answers =
                crowd.stream().map(CompletableFuture::join).toList();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isIn(200, 429));
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 200))
                .isNotEmpty();
        List<HttpResponse<byte[]>> refused =
                answers.stream().filter(answer -> answer.statusCode() == 429).toList();
        assertThat(refused).isNotEmpty();
        assertThat(refused).allSatisfy(answer -> {
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(json(answer).path("error").asString("")).contains("busy");
        });
        assertThat(get("/api/health").statusCode()).isEqualTo(200);
    }

    @Test
    void codesAreSweptAndWaysAreGone() throws IOException {
        BufferedImage sweep = image(post(RUN + "/traverse", "{\"code\": \"c1\", \"columns\": 5}"));
        assertThat(List.of(sweep.getWidth(), sweep.getHeight())).containsExactly(5 * 28, 28);
        BufferedImage categories =
                image(post(RUN + "/traverse", "{\"code\": \"digit\", \"down\": \"c2\", \"rows\": 3}"));
        assertThat(List.of(categories.getWidth(), categories.getHeight())).containsExactly(10 * 28, 3 * 28);
        byte[] middle = post(RUN + "/traverse", "{\"code\": \"c1\", \"columns\": 1, \"format\": \"raw\"}")
                .body();
        byte[] start = post(
                        RUN + "/interpolate",
                        "{\"from\": {}, \"to\": {\"seed\": 9, \"codes\": {\"digit\": 4}}, \"steps\": 3, \"format\":"
                                + " \"raw\"}")
                .body();
        assertThat(Arrays.copyOf(start, middle.length)).isEqualTo(middle);
        byte[] gif = post(RUN + "/interpolate", "{\"to\": {\"seed\": 9}, \"steps\": 4, \"format\": \"gif\"}")
                .body();
        assertThat(new String(gif, 0, 6, StandardCharsets.US_ASCII)).isEqualTo("GIF89a");
        var reader = ImageIO.getImageReadersByFormatName("gif").next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(gif)));
        assertThat(reader.getNumImages(true)).isEqualTo(6); // there and back
    }

    @Test
    void aPictureIsReadAsTheModelReadsIt() throws IOException {
        BufferedImage drawn = new BufferedImage(100, 80, BufferedImage.TYPE_INT_RGB);
        drawn.createGraphics().fillOval(30, 20, 40, 40);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(drawn, "png", png);
        JsonNode read = json(send(request(RUN + "/encode")
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(png.toByteArray()))
                .build()));
        assertThat(read.path("codes")).hasSize(3);
        JsonNode digit = read.path("codes").get(0);
        assertThat(digit.path("probabilities")).hasSize(10);
        assertThat(digit.path("probability").asDouble(-1)).isBetween(0.1, 1.0);
        assertThat(read.path("codes").get(1).path("sigma").asDouble(-1)).isPositive();
        assertThat(read.path("seen").asString("")).startsWith("data:image/png;base64,");
        assertThat(read.path("neighbours")).hasSize(8);

        HttpResponse<byte[]> letter = send(request(RUN + "/encode")
                .header("X-Facet-Name", "my%20letter.pdf")
                .POST(BodyPublishers.ofString("%PDF-1.7 and so on"))
                .build());
        assertThat(letter.statusCode()).isEqualTo(400);
        assertThat(json(letter).path("error").asString())
                .startsWith("my letter.pdf is not an image of a kind Facet reads (PNG, JPEG")
                .endsWith("it seems to be a PDF document: save its pictures as PNG files");
        assertThat(json(send(request(RUN + "/encode")
                                .POST(BodyPublishers.ofString("%PDF-1.7"))
                                .build()))
                        .path("error")
                        .asString())
                .startsWith("the picture in the body is not an image");
        JsonNode item = json(post(RUN + "/encode", "{\"index\": 5}"));
        assertThat(item.path("neighbours").get(0).asInt(-1)).as("itself").isEqualTo(5);
        assertThat(image(get(RUN + "/data/images?indices=5,6,7")).getWidth()).isEqualTo(56);
    }

    @Test
    void aReadingSaysWhetherTheItemIsLikeTheData() throws IOException {
        Path file = RunCalibration.file(RunFolder.open(run));
        try {
            JsonNode before = json(post(RUN + "/encode", "{\"index\": 5}"));
            assertThat(before.path("calibrated").asBoolean(true)).isFalse();
            assertThat(before.has("distance")).isFalse();
            // the studio goes on while the run is calibrated
            MadeUpCalibration.write(run, 0.5);
            JsonNode like = json(post(RUN + "/encode", "{\"index\": 5}"));
            assertThat(like.path("calibrated").asBoolean(false)).isTrue();
            assertThat(like.path("distance").path("value").asDouble(0)).isCloseTo(0.5, within(1e-4));
            assertThat(like.path("distance").path("percentile").asDouble(0)).isEqualTo(50);
            assertThat(like.path("distance").path("unlike").asBoolean(true)).isFalse();
            assertThat(like.path("codes").get(0).path("probability").asDouble(1))
                    .isLessThan(before.path("codes").get(0).path("probability").asDouble(0));
            assertThat(like.path("codes").get(1).path("sigma").asDouble(0)).isGreaterThanOrEqualTo(0.25);
            assertThat(like.path("neighbours").get(0).asInt(-1)).isEqualTo(5);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1)); // so that the next is another, on any file system
            MadeUpCalibration.write(run, 2);
            JsonNode unlike = json(post(RUN + "/encode", "{\"index\": 5}"));
            assertThat(unlike.path("distance").path("unlike").asBoolean(false)).isTrue();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    void namesAreKeptInTheRun() throws IOException {
        HttpResponse<byte[]> answer = put(
                RUN + "/names",
                "{\"c1\": {\"name\": \"slant\"}, \"digit\": {\"categories\": {\"3\": \"fünf\"}, \"order\":"
                        + " [9,8,7,6,5,4,3,2,1,0]}}");
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        assertThat(json(get(RUN + "/names")).path("c1").path("name").asString(""))
                .isEqualTo("slant");
        var names = RunFolder.open(run).names();
        try (Model model = Facet.load(run)) {
            Code.Categorical digit = model.latent().categorical().get(0);
            assertThat(names.label(digit, 3)).isEqualTo("fünf (#3)");
            assertThat(names.order(digit)).startsWith(9, 8);
        }
        // the name is a text, the index a number
        assertThat(post(RUN + "/generate", "{\"codes\": {\"digit\": \"fünf\"}, \"format\": \"raw\"}")
                        .body())
                .isEqualTo(post(RUN + "/generate", "{\"codes\": {\"digit\": 3}, \"format\": \"raw\"}")
                        .body());
        for (String wrong : List.of(
                "{\"c9\": {\"name\": \"x\"}}",
                "{\"c1\": {\"name\": 7}}",
                "{\"c1\": {\"order\": [0]}}",
                "{\"digit\": {\"order\": [0, 0]}}",
                "{\"digit\": {\"categories\": {\"12\": \"x\"}}}",
                "{\"digit\": {\"categories\": {\"1\": 7}}}",
                "{\"digit\": {\"categories\": {\"1\": \"#3\"}}}",
                "{\"digit\": {\"categories\": {\"1\": \"fünf\"}}}",
                "{\"c2\": {\"name\": \"slant\"}}",
                "{\"c2\": {\"name\": \"digit\"}}",
                "{\"c2\": {\"name\": \"a=b\"}}",
                "{\"c1\": {\"name\": \"a\"}, \"slant\": {\"name\": \"b\"}}",
                "{\"digit\": {\"name\": \"" + "x".repeat(81) + "\"}}")) {
            assertThat(put(RUN + "/names", wrong).statusCode()).as(wrong).isEqualTo(400);
        }
        assertThat(json(get(RUN + "/names")).path("c1").path("name").asString(""))
                .isEqualTo("slant");
    }

    private static void name(String json) {
        HttpResponse<byte[]> answer = put(RUN + "/names", json);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    }

    private static byte[] raw(String what, String keys) {
        HttpResponse<byte[]> answer = post(RUN + "/" + what, "{" + keys + ", \"format\": \"raw\"}");
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return answer.body();
    }

    /** As after naming categories by the digits they found: 3 is an index and the name of another category. */
    @Test
    void aNumberIsAnIndexAndATextIsANameWhateverItLooksLike() throws IOException {
        byte[] third = raw("generate", "\"count\": 256, \"codes\": {\"digit\": 3}");
        byte[] seventh = raw("generate", "\"count\": 256, \"codes\": {\"digit\": 7}");
        assertThat(third).isNotEqualTo(seventh);
        byte[] sweep = raw("traverse", "\"code\": \"digit\", \"categories\": [7, 3]");
        byte[] way = raw("interpolate", "\"from\": {\"codes\": {\"digit\": 3}}, \"to\": {\"codes\": {\"digit\": 7}}");
        name("{\"digit\": {\"categories\": {\"7\": \"3\", \"3\": \"5\"}}, \"c1\": {\"name\": \"slant\"}}");
        assertThat(raw("generate", "\"count\": 256, \"codes\": {\"digit\": 3}")).isEqualTo(third);
        assertThat(raw("generate", "\"count\": 256, \"codes\": {\"digit\": \"#3\"}"))
                .isEqualTo(third);
        assertThat(raw("generate", "\"count\": 256, \"codes\": {\"digit\": \"5\"}"))
                .isEqualTo(third);
        assertThat(raw("generate", "\"count\": 256, \"codes\": {\"digit\": \"3\"}"))
                .isEqualTo(seventh);
        assertThat(raw("traverse", "\"code\": \"digit\", \"categories\": [7, 3]"))
                .isEqualTo(sweep);
        assertThat(raw("interpolate", "\"from\": {\"codes\": {\"digit\": 3}}, \"to\": {\"codes\": {\"digit\": 7}}"))
                .isEqualTo(way);
        assertThat(json(post(RUN + "/generate", "{\"codes\": {\"digit\": \"7\"}}"))
                        .path("error")
                        .asString(""))
                .contains("no category named '7'", "3 (#7)");
        // names of codes stand for their ids
        assertThat(raw("generate", "\"count\": 2, \"codes\": {\"slant\": 0.5}"))
                .isEqualTo(raw("generate", "\"count\": 2, \"codes\": {\"c1\": 0.5}"));
        assertThat(raw("traverse", "\"code\": \"slant\", \"down\": \"c2\""))
                .isEqualTo(raw("traverse", "\"code\": \"c1\", \"down\": \"c2\""));
        assertThat(json(post(RUN + "/generate", "{\"codes\": {\"slnt\": 1}}"))
                        .path("error")
                        .asString(""))
                .contains("did you mean 'slant'?", "digit, slant (c1), c2");
        name("{\"slant\": {\"name\": \"lean\"}}");
        assertThat(json(get(RUN + "/names")).path("c1").path("name").asString(""))
                .isEqualTo("lean");
        JsonNode read = json(post(RUN + "/encode", "{\"index\": 5}")).path("codes");
        int category = read.get(0).path("category").asInt(-1);
        assertThat(read.get(0).path("category_label").asString(""))
                .isEqualTo(category == 7 ? "3 (#7)" : category == 3 ? "5 (#3)" : "#" + category);
        assertThat(read.get(0).has("name")).isEqualTo(category == 7 || category == 3);
        assertThat(read.get(1).path("label").asString("")).isEqualTo("lean (c1)");
    }

    @Test
    void aDamagedFileOfNamesIsSaidAndKept() throws IOException {
        Path file = run.resolve("codes.json");
        for (String damaged : List.of("null", "{\"digit\": null}", "{", "{\"digit\": {\"order\": [0, 0]}}")) {
            Files.writeString(file, damaged);
            JsonNode about = json(get(RUN));
            assertThat(about.path("names_missing").asString("")).contains("codes.json", "damaged");
            assertThat(about.path("names")).isEmpty();
            assertThat(get(RUN + "/names").statusCode()).isEqualTo(200);
            raw("generate", "\"codes\": {\"digit\": 3}");
            raw("traverse", "\"code\": \"digit\"");
            assertThat(post(RUN + "/encode", "{\"index\": 5}").statusCode()).isEqualTo(200);
            assertThat(file).hasContent(damaged);
            name("{\"c1\": {\"name\": \"slant\"}}");
            assertThat(run.resolve("codes.json.damaged")).hasContent(damaged);
            assertThat(json(get(RUN)).has("names_missing")).isFalse();
            Files.delete(run.resolve("codes.json.damaged"));
        }
    }

    @Test
    void eventsTellWhatIsAddedAndAreTakenUpAgain() throws Exception {
        Path statistics = run.resolve("stats.jsonl");
        String before = Files.readString(statistics);
        try {
            HttpResponse<Stream<String>> stream = CLIENT.send(
                    request(RUN + "/events?after=10")
                            .header("Accept", "text/event-stream")
                            .build(),
                    BodyHandlers.ofLines());
            assertThat(stream.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            CompletableFuture<List<String>> heard = CompletableFuture.supplyAsync(() -> {
                List<String> lines = new ArrayList<>();
                stream.body().takeWhile(line -> !line.contains("\"step\":30")).forEach(lines::add);
                return lines;
            });
            Files.writeString(statistics, "{\"step\":20,\"loss/D\":1.5}\n{\"step\":3", StandardOpenOption.APPEND);
            Thread.sleep(1200);
            Files.writeString(statistics, "0,\"loss/D\":1.25}\n", StandardOpenOption.APPEND);
            List<String> lines = heard.get(20, TimeUnit.SECONDS);
            assertThat(lines)
                    .contains("event: statistics", "id: 20", "event: state")
                    .anyMatch(line -> line.contains("\"state\":\"done\""));
            assertThat(lines).noneMatch(line -> line.equals("id: 10")).noneMatch(line -> line.equals("id: 3"));

            HttpResponse<Stream<String>> again = CLIENT.send(
                    request(RUN + "/events")
                            .header("Accept", "text/event-stream")
                            .header("Last-Event-ID", "20")
                            .build(),
                    BodyHandlers.ofLines());
            String id = CompletableFuture.supplyAsync(() -> again.body()
                            .filter(line -> line.startsWith("id:"))
                            .findFirst()
                            .orElse(""))
                    .get(20, TimeUnit.SECONDS);
            assertThat(id).isEqualTo("id: 30");
        } finally {
            Files.writeString(statistics, before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example, , 421",
        "evil.example:80, , 421",
        "127.0.0.1.evil.example, , 421",
        "localhost, https://evil.example, 403",
        "localhost, null, 403",
        "localhost, http://localhost.evil.example, 403",
        "localhost, http://localhost, 200",
        "[::1], , 200",
    })
    void otherHostsAndPagesAreRefused(String host, @Nullable String origin, int status) {
        HttpRequest.Builder request = request("/api/runs").header("Host", host);
        if (origin != null) {
            request.header("Origin", origin);
        }
        assertThat(send(request.build()).statusCode()).isEqualTo(status);
    }

    @Test
    void requestsThatOtherSitesMakeABrowserSendAreRefused() {
        HttpRequest request = request(RUN + "/stop")
                .header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "no-cors")
                .POST(BodyPublishers.noBody())
                .build();
        assertThat(send(request).statusCode()).isEqualTo(403);
    }

    @Test
    void withATokenNobodyComesInWithoutIt() throws IOException {
        try (StudioServer guarded = new StudioServer(settings("a-long-secret"))) {
            URI address = guarded.address().resolve("api/runs");
            HttpRequest.Builder plain = HttpRequest.newBuilder(address);
            assertThat(send(plain.build()).statusCode()).isEqualTo(401);
            assertThat(send(HttpRequest.newBuilder(address)
                                    .header("Authorization", "Bearer a-long-secreT")
                                    .build())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(send(HttpRequest.newBuilder(address)
                                    .header("Authorization", "Bearer a-long-secret")
                                    .build())
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<byte[]> first = send(HttpRequest.newBuilder(URI.create(address + "?token=a-long-secret"))
                    .build());
            String cookie = first.headers().firstValue("Set-Cookie").orElse("");
            assertThat(cookie).contains("HttpOnly", "SameSite=Strict");
            assertThat(send(HttpRequest.newBuilder(address)
                                    .header("Cookie", cookie.split(";")[0])
                                    .build())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void anAddressThatOthersReachNeedsAToken() {
        assertThatThrownBy(() -> new StudioServer(
                        new StudioServer.Setup(runs, "0.0.0.0", 0, null, false, false, Main.class.getName())))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--token");
        assertThatThrownBy(() -> new StudioServer(
                        new StudioServer.Setup(runs, "0.0.0.0", 0, "short", false, false, Main.class.getName())))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("8 characters");
        int taken = Objects.requireNonNull(server).port();
        assertThatThrownBy(() -> new StudioServer(
                        new StudioServer.Setup(runs, "127.0.0.1", taken, null, false, false, Main.class.getName())))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--port");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/runs/..",
                "/api/runs/..%2f..%2f..%2fetc",
                "/api/runs/%2e%2e/log",
                "/api/runs/00000-strokes-infogan/snapshots/..%2fconfig.yaml",
                "/api/runs/00000-strokes-infogan/snapshots/config.yaml",
                "/api/runs/00000-strokes-infogan/snapshots/%2e%2e%5cconfig.yaml",
                "/assets/..%2f..%2fopenapi.json",
                "/assets/../openapi.json",
                "/%2e%2e/%2e%2e/etc/passwd",
            })
    void noPathLeadsOutOfTheRuns(String path) {
        HttpResponse<byte[]> response = get(path);
        assertThat(response.statusCode()).as(text(response)).isIn(400, 404);
        assertThat(text(response)).doesNotContain("root:", "method:", "\"paths\"");
    }

    @Test
    void anEncodersRowIsGivenAndTakenInPlaceOfASeed() throws IOException {
        JsonNode without = json(post(RUN + "/encode", "{\"index\": 5}"));
        assertThat(without.has("row")).isFalse();
        Path file = RunEncoder.file(RunFolder.open(run));
        Facet.fitEncoder(run, Facet.config(run).encoder().withSteps(2), notice -> {});
        try {
            JsonNode read = json(post(RUN + "/encode", "{\"index\": 5}"));
            assertThat(read.path("row")).hasSize(62 + 12);
            assertThat(read.path("codes")).isEqualTo(without.path("codes"));
            String row = "\"row\": " + read.path("row");
            byte[] raw = post(RUN + "/generate", "{\"count\": 3, \"seed\": 4, \"format\": \"raw\", " + row + "}")
                    .body();
            try (Model model = Facet.load(run);
                    Dataset data = Facet.open(Facet.config(run).data(), Split.TRAIN)) {
                byte[] again = model.reconstruct(Items.of(data, 5)).bytes();
                for (int i = 0; i < 3; i++) {
                    assertThat(Arrays.copyOfRange(raw, i * again.length, (i + 1) * again.length))
                            .isEqualTo(again);
                }
            }
            byte[] across = post(
                            RUN + "/traverse",
                            "{\"code\": \"c1\", \"columns\": 1, \"range\": 0, \"format\": \"raw\", \"codes\": {\"c1\":"
                                    + " 0.5}, " + row + "}")
                    .body();
            byte[] edited = post(
                            RUN + "/generate",
                            "{\"count\": 1, \"format\": \"raw\", \"codes\": {\"c1\": 0}, " + row + "}")
                    .body();
            assertThat(across).as("the other codes and the noise are the row's").isEqualTo(edited);
            byte[] way = post(
                            RUN + "/interpolate",
                            "{\"from\": {" + row + "}, \"to\": {\"seed\": 3}, \"steps\": 2, \"format\": \"raw\"}")
                    .body();
            assertThat(Arrays.copyOf(way, raw.length / 3)).isEqualTo(Arrays.copyOf(raw, raw.length / 3));
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1, 2]        | row has 2 numbers; this run's generator takes 74",
                "[\"x\"]       | wanted finite numbers",
                "[1e60]        | wanted finite numbers",
                "7             | wanted a list",
            })
    void aRowThatDoesNotFitIsSaid(String row, String message) {
        for (String body :
                List.of("/generate {\"row\": " + row + "}", "/traverse {\"code\": \"c1\", \"row\": " + row + "}")) {
            HttpResponse<byte[]> response = post(RUN + body.split(" ", 2)[0], body.split(" ", 2)[1]);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(text(response)).contains(message);
        }
    }

    @Test
    void whatIsTooLargeIsNotRead() throws IOException {
        assertThat(post(RUN + "/generate", " ".repeat(300 << 10)).statusCode()).isEqualTo(413);
        HttpRequest large = request(RUN + "/encode")
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(new byte[11 << 20]))
                .build();
        assertThat(send(large).statusCode()).isEqualTo(413);
        // a PNG of few bytes that claims 6,000 × 6,000 pixels
        BufferedImage wide = new BufferedImage(6000, 6000, BufferedImage.TYPE_BYTE_BINARY);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(wide, "png", png);
        HttpResponse<byte[]> refused = send(request(RUN + "/encode")
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(png.toByteArray()))
                .build());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(text(refused)).contains("6000×6000");
        // a PNG with a chunk that claims two gigabytes
        byte[] chunk = png.toByteArray();
        ByteBuffer.wrap(chunk).putInt(33, Integer.MAX_VALUE - 12);
        HttpResponse<byte[]> trap = send(request(RUN + "/encode")
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(chunk))
                .build());
        assertThat(trap.statusCode()).isEqualTo(400);
        assertThat(text(trap)).contains("is cut off or damaged: a chunk");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generate | {\"count\": 0} | count is 0; wanted a whole number from 1 to 256",
                "generate | {\"cuont\": 1} | there is no key 'cuont'; did you mean 'count'?",
                "generate | {\"codes\": {\"digti\": 1}} | did you mean 'digit'?",
                "generate | {\"codes\": {\"digit\": 10}} | categories 0 to 9",
                "generate | {\"codes\": {\"digit\": 2.5}} | categories 0 to 9",
                "generate | {\"codes\": {\"digit\": \"3\"}} | none has a name",
                "generate | {\"codes\": {\"digit\": null}} | wanted a number or a text",
                "traverse | {\"code\": \"digit\", \"categories\": [10]} | categories 0 to 9",
                "traverse | {\"code\": \"c1\", \"categories\": [1]} | has no categories",
                "generate | {\"codes\": {\"c1\": 1e9}} | beyond what the model can draw",
                "generate | [1] | wanted a JSON object",
                "generate | {\"count\": | not JSON",
                "generate | {\"format\": \"bmp\"} | there are png, raw",
                "traverse | {} | no code ''",
                "interpolate | {\"from\": {\"seeds\": 1}} | did you mean 'seed'?",
                "encode | {\"index\": 64} | there is no item 64",
                "encode | {\"values\": [[1]]} | this run reads images",
                "stop | {} | not being trained",
                "resume | {} | has done its 12 steps",
                "resume | {\"steps\": 5} | has done its 12 steps",
            })
    void whatIsWrongIsSaid(String what, String body, String message) {
        HttpResponse<byte[]> response = post(RUN + "/" + what, body);
        assertThat(response.statusCode()).isIn(400, 404);
        assertThat(json(response).path("error").asString("")).contains(message);
    }

    @Test
    void lessNoiseMakesSamplesAlikeAndOtherCheckpointsAreShown() throws IOException {
        byte[] usual = post(
                        RUN + "/generate",
                        "{\"count\": 2, \"codes\": {\"digit\": 3, \"c1\": 0, \"c2\": 0}," + " \"format\": \"raw\"}")
                .body();
        byte[] none = post(
                        RUN + "/generate",
                        "{\"count\": 2, \"codes\": {\"digit\": 3, \"c1\": 0, \"c2\": 0},"
                                + " \"format\": \"raw\", \"noise\": 0}")
                .body();
        int size = none.length / 2;
        assertThat(Arrays.copyOf(none, size)).isEqualTo(Arrays.copyOfRange(none, size, 2 * size));
        assertThat(Arrays.copyOf(usual, size)).isNotEqualTo(Arrays.copyOfRange(usual, size, 2 * size));
        assertThat(post(RUN + "/generate", "{\"noise\": 5}").statusCode()).isEqualTo(400);
        JsonNode about = json(get(RUN));
        String step = about.path("checkpoints").get(0).asString("");
        for (String which : List.of(step, "best")) {
            HttpResponse<byte[]> shown =
                    post(RUN + "/traverse", "{\"code\": \"c1\", \"columns\": 3, \"checkpoint\": \"" + which + "\"}");
            if (which.equals("best") && !about.has("best")) {
                assertThat(text(shown)).contains("no checkpoint");
            } else {
                assertThat(shown.statusCode()).as(text(shown)).isEqualTo(200);
            }
        }
        assertThat(text(post(RUN + "/generate", "{\"checkpoint\": \"7\"}"))).contains("has no checkpoint");
        assertThat(text(post(RUN + "/generate", "{\"checkpoint\": \"../x\"}"))).contains("must be");
    }

    @Test
    void codesAndNoiseOfAnItemAreSearchedIfThatIsAskedFor() {
        assertThat(json(post(RUN + "/encode", "{\"index\": 3}")).has("row")).isFalse();
        JsonNode found = json(post(RUN + "/encode?search=25", "{\"index\": 3}"));
        assertThat(found.path("search").path("steps").asInt(0)).isEqualTo(25);
        double before = found.path("search").path("before").asDouble(0);
        assertThat(found.path("search").path("after").asDouble(9)).isLessThan(before);
        assertThat(before).isBetween(0.0, 1.0);
        assertThat(found.path("row").size()).isGreaterThan(10);
        for (String wrong : List.of("x", "-1", "1001", "1.5")) {
            HttpResponse<byte[]> refused = post(RUN + "/encode?search=" + wrong, "{\"index\": 3}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(text(refused)).contains("at most 1000");
        }
    }

    /** No request causes a status 500, a stack trace or a hang, whatever it contains. */
    @Test
    void noMangledRequestBringsTheServerDown() {
        Map<String, String> good = Map.of(
                "names",
                        "{\"c1\": {\"name\": \"slant\"}, \"digit\": {\"categories\": {\"3\": \"five\"}, \"order\":"
                                + " [9,8,7,6,5,4,3,2,1,0]}}",
                "stop", "{}",
                "resume", "{\"steps\": 12}",
                "generate",
                        "{\"count\": 2, \"seed\": 1, \"first\": 0, \"codes\": {\"digit\": 3, \"c1\": 0.5},"
                                + " \"columns\": 2, \"format\": \"png\"}",
                "traverse",
                        "{\"code\": \"c1\", \"down\": \"digit\", \"columns\": 3, \"rows\": 2, \"range\": 2.0,"
                                + " \"seed\": 4}",
                "interpolate",
                        "{\"from\": {\"seed\": 1, \"codes\": {\"c2\": 1}}, \"to\": {\"index\": 3}, \"steps\": 3}",
                "encode", "{\"index\": 3}");
        Random random = new Random(20);
        String alphabet = "{}[]\":,0123456789.eE-+truefalsn\\u0000 é\u0000";
        for (int i = 0; i < 700; i++) {
            String what = List.copyOf(new TreeSet<>(good.keySet())).get(i % good.size());
            String body = mangled(Objects.requireNonNull(good.get(what)), alphabet, random);
            healthy(what + " " + body, what.equals("names") ? put(RUN + "/names", body) : post(RUN + "/" + what, body));
        }
        String unreserved = "abz019-._~!$&'()*+,;=:@%2F/?";
        for (int i = 0; i < 200; i++) {
            String path = mangled(
                    List.of(
                                    "/snapshots/samples-000012.png",
                                    "/log",
                                    "/names",
                                    "/stats?from=3",
                                    "/data/images?indices=1,2")
                            .get(i % 5),
                    unreserved,
                    random);
            try {
                URI.create("http://localhost" + RUN + path);
            } catch (IllegalArgumentException noAddress) {
                continue;
            }
            if (!path.startsWith("/events")) {
                healthy(path, get(RUN + path));
            }
        }
        for (int i = 0; i < 60; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            healthy(
                    "bytes",
                    send(request(RUN + "/encode")
                            .header("Content-Type", "image/png")
                            .POST(BodyPublishers.ofByteArray(bytes))
                            .build()));
        }
        for (String path : List.of(
                "/stats?from=x",
                "/stats?from=99999999999999999999",
                "/stats?keys=,,,",
                "/data/images",
                "/data/images?indices=",
                "/data/images?indices=1,,2",
                "/data/images?indices=99",
                "/data/images?indices=-1",
                "/events?after=-5x&x=%00")) {
            if (!path.startsWith("/events")) {
                healthy(path, get(RUN + path));
            }
        }
        healthy("compare", get("/api/compare?runs=nobody"));
        healthy("names", put(RUN + "/names", "{\"c1\": []}"));
        assertThat(get("/api/health").statusCode()).isEqualTo(200);
    }

    static String mangled(String good, String alphabet, Random random) {
        StringBuilder mangled = new StringBuilder(good);
        for (int k = 0; k <= random.nextInt(4) && mangled.length() > 0; k++) {
            int at = random.nextInt(mangled.length());
            switch (random.nextInt(3)) {
                case 0 -> mangled.deleteCharAt(at);
                case 1 -> mangled.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                default -> mangled.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
            }
        }
        return mangled.toString();
    }

    private static void healthy(String what, HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(what + ": " + text(response)).isLessThan(500);
        if (response.statusCode() >= 400) {
            assertThat(json(response).path("error").asString(""))
                    .as(what)
                    .isNotEmpty()
                    .doesNotContain("Exception", "\tat ", "dev.facet", "tools.jackson");
        }
    }
}
