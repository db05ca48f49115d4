package dev.facet.app.studio;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.app.Main;
import dev.facet.app.launch.JavaProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Twenty viewers watch a training and draw samples of it, all at once: none gets an error but "too many". Prints how
 * fast the training was with and without them; {@code -Dfacet.viewers=60} measures for 60 s each.
 */
@Tag("slow")
class StudioViewersTest {
    private static final int VIEWERS = 20;
    private static final long SECONDS = Long.getLong("facet.viewers", 10);
    private static final String RUN = "00000-strokes-infogan";
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private Path runs;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final AtomicBoolean open = new AtomicBoolean(true);

    @Test
    void twentyViewersGetPicturesAndEventsWhileARunTrains() throws Exception {
        Process trainer = JavaProcess.of(
                        Main.class.getName(),
                        List.of(
                                "train",
                                "strokes",
                                "--out=" + runs,
                                "--steps=1000000",
                                "--threads=1",
                                "--set=data.count=1024",
                                "--set=training.batch=32",
                                "--set=training.checkpoint-every=200",
                                "--set=training.snapshot-every=200",
                                "--set=infogan.consistency.starts=1"))
                .redirectErrorStream(true)
                .redirectOutput(runs.resolve("trainer.txt").toFile())
                .start();
        ExecutorService threads = Executors.newFixedThreadPool(2 * VIEWERS);
        try (StudioServer server = new StudioServer(
                new StudioServer.Setup(runs, "127.0.0.1", 0, null, false, false, "dev.facet.app.Nobody"))) {
            URI run = server.address().resolve("api/runs/" + RUN + "/");
            Path statistics = runs.resolve(RUN).resolve("stats.jsonl");
            for (int i = 0;
                    i < 1200 && !(Files.exists(statistics) && lines(statistics).size() >= 5);
                    i++) {
                Thread.sleep(100);
            }
            double alone = speed(statistics);
            List<Future<Integer>> streams = new ArrayList<>();
            List<Future<Integer>> clients = new ArrayList<>();
            for (int k = 0; k < VIEWERS; k++) {
                int seed = k;
                streams.add(threads.submit(() -> events(run.resolve("events?after=0"))));
                clients.add(threads.submit(() -> draw(run.resolve("generate"), seed)));
            }
            double watched = speed(statistics);
            open.set(false);
            int pictures = 0;
            for (Future<Integer> each : clients) {
                pictures += each.get(60, TimeUnit.SECONDS);
            }
            for (Future<Integer> each : streams) {
                assertThat(each.get(60, TimeUnit.SECONDS))
                        .as("events of a stream")
                        .isPositive();
            }
            System.out.printf(
                    Locale.ROOT,
                    "training alone: %.1f steps/s; with %d event streams and %d clients that draw: %.1f steps/s;"
                            + " %d pictures of 64 samples; answers by status %s%n",
                    alone,
                    VIEWERS,
                    VIEWERS,
                    watched,
                    pictures,
                    new TreeMap<>(statuses));
            assertThat(statuses.keySet()).contains(200).isSubsetOf(200, 429);
            assertThat(watched).as("with viewers, %s alone", alone).isGreaterThan(0.5 * alone);
            assertThat(trainer.isAlive()).isTrue();
        } finally {
            open.set(false);
            trainer.destroyForcibly();
            threads.shutdownNow();
        }
    }

    private static List<JsonNode> lines(Path statistics) throws IOException {
        String text = Files.readString(statistics);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(JSON::readTree)
                .toList();
    }

    /** Steps of training per second, from now on for a while. */
    private static double speed(Path statistics) throws Exception {
        List<JsonNode> before = lines(statistics);
        Thread.sleep(1000 * SECONDS);
        List<JsonNode> after = lines(statistics);
        JsonNode first = before.get(before.size() - 1);
        JsonNode last = after.get(after.size() - 1);
        return (last.path("step").asDouble(0) - first.path("step").asDouble(0))
                / (last.path("seconds").asDouble(0) - first.path("seconds").asDouble(0));
    }

    /** The number of events that come until the end. */
    private int events(URI address) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofInputStream());
        count(response.statusCode());
        int events = 0;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while (line != null && open.get()) {
                events += line.startsWith("event:") ? 1 : 0;
                line = in.readLine();
            }
        }
        return events;
    }

    /** The number of pictures that are drawn until the end, one after the other. */
    private int draw(URI address, int seed) throws IOException, InterruptedException {
        int pictures = 0;
        for (int i = 0; open.get(); i++) {
            String body = String.format(
                    Locale.ROOT, "{\"seed\": %d, \"codes\": {\"c1\": %.2f}}", seed, 2 * Math.sin(i / 10.0));
            HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(60))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofByteArray());
            count(response.statusCode());
            if (response.statusCode() == 200) {
                pictures++;
            } else {
                Thread.sleep(1000);
            }
        }
        return pictures;
    }

    private void count(int status) {
        statuses.computeIfAbsent(status, key -> new AtomicInteger()).incrementAndGet();
    }
}
