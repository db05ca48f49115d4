package dev.facet.app.studio;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.app.Main;
import dev.facet.app.TinyRun;

import static org.assertj.core.api.Assertions.assertThat;

/** Training that is resumed from the page: one process per run, few at once, and their messages on failure. */
class StudioResumeTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void train() throws IOException {
        Path run = TinyRun.below(folder.resolve("made"), "infogan", 3);
        for (String name : List.of("one", "two", "three")) {
            Path copy = Files.createDirectories(folder.resolve("runs").resolve(name));
            try (Stream<Path> files = Files.list(run)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, copy.resolve(String.valueOf(file.getFileName())));
                }
            }
        }
    }

    private static StudioServer server(String main) throws IOException {
        return new StudioServer(
                new StudioServer.Setup(folder.resolve("runs"), "127.0.0.1", 0, null, false, false, main));
    }

    private static HttpRequest resume(StudioServer server, String run) {
        return HttpRequest.newBuilder(URI.create(server.address() + "api/runs/" + run + "/resume"))
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofString("{\"steps\": 50}"))
                .build();
    }

    private static JsonNode about(StudioServer server, String run) throws Exception {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.address() + "api/runs/" + run))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    /** Waits until a file has text: it exists a moment before. */
    private static void awaitText(Path file) throws Exception {
        for (int i = 0; i < 300 && (!Files.exists(file) || Files.size(file) == 0); i++) {
            Thread.sleep(100);
        }
    }

    @Test
    void twelveAtOnceStartOneAndASecondRunIsTheLast() throws Exception {
        try (StudioServer server = server(WaitingTrainer.class.getName())) {
            List<HttpResponse<String>> answers = IntStream.range(0, 12)
                    .mapToObj(i -> CLIENT.sendAsync(resume(server, "one"), BodyHandlers.ofString()))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answers.stream().filter(answer -> answer.statusCode() == 202))
                    .hasSize(1);
            assertThat(answers.stream().filter(answer -> answer.statusCode() == 409))
                    .hasSize(11)
                    .allSatisfy(answer -> assertThat(answer.body()).contains("is starting already"));
            assertThat(about(server, "one").path("state").asString("")).isEqualTo("starting");
            assertThat(CLIENT.send(resume(server, "two"), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(202);
            HttpResponse<String> third = CLIENT.send(resume(server, "three"), BodyHandlers.ofString());
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(third.headers().firstValue("Retry-After")).isPresent();
            assertThat(third.body()).contains("this server trains one and two", "Stop one", "facet train --resume");
            Path started = folder.resolve("runs/one/started.txt");
            awaitText(started);
            assertThat(Files.readAllLines(started)).hasSize(1).allMatch(line -> line.contains("--steps 50"));
        } finally {
            Files.createFile(folder.resolve("runs/one/end.txt"));
            Files.createFile(folder.resolve("runs/two/end.txt"));
        }
    }

    @Test
    void aNewRunBeginsWithTheWeightsOfAFinishedOne() throws Exception {
        Path made = folder.resolve("made");
        try (StudioServer server = new StudioServer(
                new StudioServer.Setup(made, "127.0.0.1", 0, null, false, false, Main.class.getName()))) {
            String address = server.address() + "api/runs/00000-strokes-infogan/";
            HttpResponse<String> done = post(address + "resume", "{}");
            assertThat(done.statusCode()).isEqualTo(400);
            assertThat(done.body()).contains("has done its 3 steps", "/further with");
            assertThat(post(address + "further", "{\"steps\": 2}").statusCode()).isEqualTo(202);
            Path log = made.resolve("00001-strokes-infogan/log.txt");
            for (int i = 0;
                    i < 600 && !(Files.exists(log) && Files.readString(log).contains("ended at step 2"));
                    i++) {
                Thread.sleep(100);
            }
            assertThat(log).content().contains("started with the weights of", "ended at step 2");
        }
    }

    @Test
    void aResumedRunMayBeToldItsMinutes() throws Exception {
        try (StudioServer server = server(WaitingTrainer.class.getName())) {
            Files.createFile(folder.resolve("runs/three/end.txt"));
            assertThat(post(server.address() + "api/runs/three/resume", "{\"steps\": 50, \"minutes\": 2.5}")
                            .statusCode())
                    .isEqualTo(202);
            Path started = folder.resolve("runs/three/started.txt");
            awaitText(started);
            assertThat(started).content().contains("--steps 50 --minutes 2.5");
            assertThat(post(server.address() + "api/runs/three/resume", "{\"steps\": 60, \"minutes\": 0}")
                            .body())
                    .contains("minutes");
        }
    }

    private static HttpResponse<String> post(String address, String body) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(address))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void aTrainingThatFailsSaysWhy() throws Exception {
        try (StudioServer server = server("dev.facet.app.Nobody")) {
            assertThat(CLIENT.send(resume(server, "three"), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(202);
            String failure = "";
            for (int i = 0; i < 300 && failure.isEmpty(); i++) {
                Thread.sleep(100);
                failure = about(server, "three").path("failure").asString("");
            }
            assertThat(failure).contains("ended with exit code 1", "dev.facet.app.Nobody");
            assertThat(about(server, "three").path("state").asString("")).isNotEqualTo("starting");
            // and may be tried again
            assertThat(CLIENT.send(resume(server, "three"), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(202);
        }
    }
}
