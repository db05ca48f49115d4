package dev.facet.app.studio;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.app.Shell;
import dev.facet.app.TinyRun;
import dev.facet.app.TinySequences;
import dev.facet.train.RunFolder;

import static org.assertj.core.api.Assertions.assertThat;

/** The ends of sliders and films of sweeps, by HTTP. */
class StudioSweepTest {
    private static final String RUN = "/api/runs/00000-strokes-infogan";
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    @TempDir
    private static Path runs;

    private static Path run = Path.of("");
    private static @Nullable StudioServer server;

    @BeforeAll
    static void start() throws IOException {
        // long enough that noise and codes change the pixels
        List<String> arguments = new ArrayList<>(
                List.of("train", "strokes", "--steps=60", "--quiet", "--set=training.average-half-life=0"));
        arguments.addAll(TinyRun.SETTINGS);
        arguments.add("--out=" + runs);
        Shell shell = Shell.facet(arguments.toArray(String[]::new));
        assertThat(shell.code()).as(shell.err()).isZero();
        run = runs.resolve("00000-strokes-infogan");
        Path data = Files.createDirectories(runs.resolve("data"));
        Files.move(
                TinySequences.masked(TinySequences.write(data, "heat", 8, 12), runs.resolve("series"), 3),
                runs.resolve("00001-series"));
        server = new StudioServer(
                new StudioServer.Setup(runs, "127.0.0.1", 0, null, false, false, "dev.facet.app.Nobody"));
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(server).close();
    }

    @BeforeEach
    void withoutNames() throws IOException {
        Files.deleteIfExists(run.resolve("codes.json"));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + Objects.requireNonNull(server).port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    private static HttpResponse<byte[]> get(String path) throws Exception {
        return CLIENT.send(request(path).build(), BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> post(String path, String body) throws Exception {
        return CLIENT.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** The number of frames of a film, and the width of the first. */
    private static List<Integer> film(HttpResponse<byte[]> response) throws IOException {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("image/gif");
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(response.body()))) {
            ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
            reader.setInput(in);
            return List.of(reader.getNumImages(true), reader.getWidth(0));
        }
    }

    @Test
    void aSweepIsAFilmOfOneSampleOrOfAllCategories() throws Exception {
        assertThat(film(get(RUN + "/sweep?code=c1"))).containsExactly(46, 252);
        // ten categories in four columns of 28 pixels, enlarged five times
        assertThat(film(get(RUN + "/sweep?code=c1&of=categories&frames=5"))).containsExactly(8, 560);
        byte[] usual = get(RUN + "/sweep?code=c1&frames=3").body();
        assertThat(get(RUN + "/sweep?code=c1&frames=3&range=2").body()).isEqualTo(usual);
        for (String other : List.of("&seed=4", "&index=2", "&noise=0.2", "&codes=digit=3,c2=-1.5", "&range=8")) {
            assertThat(get(RUN + "/sweep?code=c1&frames=3" + other).body())
                    .as(other)
                    .isNotEqualTo(usual);
        }
        assertThat(film(get("/api/runs/00001-series/sweep?code=c1&frames=4"))).containsExactly(6, 240);
    }

    @Test
    void itGoesFromEndToEndOfTheSlider() throws Exception {
        byte[] wide = get(RUN + "/sweep?code=c1&frames=2&range=1").body();
        JsonNode names = JsonMapper.shared()
                .readTree(post(RUN + "/ends", "{\"code\": \"c1\", \"low\": -1}").body());
        assertThat(names.path("c1").path("ends").toString()).isEqualTo("[[-1.0,2.0]]");
        post(RUN + "/ends", "{\"code\": \"c1\", \"high\": 1}");
        assertThat(get(RUN + "/sweep?code=c1&frames=2").body()).isEqualTo(wide);
        assertThat(post(RUN + "/traverse", "{\"code\": \"c1\", \"columns\": 5}").body())
                .isEqualTo(post(RUN + "/traverse", "{\"code\": \"c1\", \"columns\": 5, \"range\": 1}")
                        .body());
        assertThat(text(post(RUN + "/ends", "{\"code\": \"c1\"}"))).contains("[]");
        assertThat(RunFolder.open(run).names().entries().values())
                .singleElement()
                .satisfies(entry -> assertThat(entry.ends()).hasSize(3));
        for (int k = 0; k < 3; k++) {
            assertThat(post(RUN + "/ends/undo", "{\"code\": \"c1\"}").statusCode())
                    .isEqualTo(200);
        }
        assertThat(post(RUN + "/ends/undo", "{\"code\": \"c1\"}").statusCode()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sweep?code=c1&frames=1         | frames is 1; wanted a whole number from 2 to 60",
                "sweep?code=c1&frames=61        | wanted a whole number from 2 to 60",
                "sweep?code=c1&frames=many      | wanted a whole number from 2 to 60",
                "sweep?code=c1&range=9          | range is 9; wanted a number from 0.0 to 8.0",
                "sweep?code=c1&range=NaN        | wanted a number from 0.0 to 8.0",
                "sweep?code=c1&of=all           | wanted of=sample or of=categories; got",
                "sweep?code=c1&codes=digit      | wanted CODE=VALUE, such as codes=digit=2,c1=-1",
                "sweep?code=c1&codes=digit=10   | categories 0 to 9",
                "sweep?code=c1&codes=c2=99      | beyond what the model can draw",
                "sweep?code=c1&code=c2          | is given 2 times",
                "sweep?code=c1&checkpoint=../x  | checkpoint must be",
                "sweep?code=c1&cdoe=c1          | did you mean",
                "sweep?code=digit               | a film needs a slider",
                "sweep                          | there is no code",
                "ends {\"code\": \"digit\", \"low\": 1} | has categories and no slider",
                "ends {\"code\": \"c1\", \"low\": 3}    | a slider begins at a number below the one at which it ends",
                "ends {\"code\": \"c1\", \"high\": 9}   | cannot go from -2.0 to 9.0",
                "ends {\"code\": \"c1\", \"low\": \"x\"} | low is \"x\"; wanted a number",
            })
    void whatIsWrongIsSaid(String asked, String message) throws Exception {
        HttpResponse<byte[]> response = asked.startsWith("ends")
                ? post(RUN + "/ends", asked.substring("ends ".length()))
                : get(RUN + "/" + asked);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JsonMapper.shared().readTree(response.body()).path("error").asString(""))
                .contains(message);
    }

    @Test
    void filmsAreMadeOneAtATime() throws Exception {
        List<CompletableFuture<HttpResponse<byte[]>>> all = new ArrayList<>();
        for (int k = 0; k < 6; k++) {
            all.add(CLIENT.sendAsync(
                    request(RUN + "/sweep?code=c1&of=categories&frames=40").build(), BodyHandlers.ofByteArray()));
        }
        List<Integer> statuses =
                all.stream().map(each -> each.join().statusCode()).toList();
        assertThat(statuses).contains(200, 429).containsOnly(200, 429);
        assertThat(all.stream().map(CompletableFuture::join).filter(each -> each.statusCode() == 429))
                .allSatisfy(each ->
                        assertThat(each.headers().firstValue("Retry-After")).isPresent());
        assertThat(get(RUN + "/sweep?code=c1&frames=2").statusCode()).isEqualTo(200);
    }

    @Test
    void mangledRequestsAreAnsweredInWords() throws Exception {
        Random random = new Random(5);
        for (int k = 0; k < 300; k++) {
            String query =
                    StudioServerTest.mangled("code=c1&frames=2&codes=digit=3,c2=0.5", "{}[]=&,:#;-.e9 \u00e9", random);
            StringBuilder encoded = new StringBuilder();
            for (char each : query.toCharArray()) {
                encoded.append(
                        "=&,".indexOf(each) >= 0
                                ? String.valueOf(each)
                                : URLEncoder.encode(String.valueOf(each), StandardCharsets.UTF_8));
            }
            healthy(query, get(RUN + "/sweep?" + encoded));
            String body = StudioServerTest.mangled(
                    "{\"code\": \"c1\", \"low\": -1.5, \"high\": 0.8}", "{}[]\":,e9\\\u0000-.", random);
            healthy(body, post(RUN + "/ends", body));
            healthy(body, post(RUN + "/ends/undo", body));
        }
    }

    private static void healthy(String what, HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(what + ": " + text(response)).isIn(200, 400, 409);
        if (response.statusCode() != 200) {
            assertThat(JsonMapper.shared()
                            .readTree(response.body())
                            .path("error")
                            .asString(""))
                    .as(what)
                    .isNotEmpty()
                    .doesNotContain("Exception", "dev.facet", "tools.jackson");
        }
    }
}
