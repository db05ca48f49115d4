package dev.facet.app.studio;

import java.io.BufferedReader;
import java.io.IOException;
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
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Main;
import dev.facet.app.Shell;
import dev.facet.app.launch.JavaProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures how fast pictures arrive, for one viewer and for many, and prints the results; docs/performance.md has
 * figures. Like the page, a viewer who drags a slider sends one request at a time.
 */
@Tag("slow")
class StudioLoadTest {
    private static final int VIEWERS = 50;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void fiftyViewersDragSlidersForAMinute() throws Exception {
        Shell trained =
                Shell.facet("train", "strokes", "--steps=3", "--set=data.count=128", "--quiet", "--out=" + folder);
        assertThat(trained.code()).as(trained.err()).isZero();
        Process server = JavaProcess.of(
                        Main.class.getName(),
                        List.of("serve", folder.resolve("00000-strokes-infogan").toString(), "--port", "0"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            String line = Objects.requireNonNull(out.readLine());
            URI generate = URI.create(line.replaceFirst(".* (http://\\S+/)api/runs;.*", "$1"))
                    .resolve("api/runs/00000-strokes-infogan/generate");
            Viewers one = new Viewers(generate);
            one.drag(1, Duration.ofSeconds(5)); // classes loaded, code compiled
            one.clear();
            one.drag(1, Duration.ofSeconds(10));
            one.report("1 viewer");
            Viewers many = new Viewers(generate);
            many.drag(VIEWERS, Duration.ofSeconds(20));
            many.clear();
            long before = resident(server);
            many.drag(VIEWERS, LONG);
            long after = resident(server);
            many.report(VIEWERS + " viewers");
            System.out.printf(
                    Locale.ROOT, "resident: %.0f MB before the minute, %.0f MB after%n", before / 1e6, after / 1e6);
            assertThat(many.statuses.keySet()).isSubsetOf(200, 429);
            assertThat(many.millis.size()).isGreaterThan(VIEWERS);
            assertThat(after).isLessThan(before + before / 5);
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private static long resident(Process process) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        Assumptions.assumeTrue(Files.isReadable(status), "only Linux tells the memory of another process");
        String line = Files.readAllLines(status).stream()
                .filter(text -> text.startsWith("VmRSS"))
                .findFirst()
                .orElseThrow();
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    }

    /** Clients that each send one request after the other. */
    private static final class Viewers {
        private final URI generate;
        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
        private final ConcurrentHashMap<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();

        Viewers(URI generate) {
            this.generate = generate;
        }

        void clear() {
            millis.clear();
            statuses.clear();
        }

        void drag(int viewers, Duration time) throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(viewers);
            long end = System.nanoTime() + time.toNanos();
            List<Future<?>> all = new ArrayList<>();
            for (int viewer = 0; viewer < viewers; viewer++) {
                int seed = viewer;
                all.add(threads.submit(() -> {
                    for (int i = 0; System.nanoTime() < end; i++) {
                        ask(seed, 2 * Math.sin(i / 20.0));
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            threads.shutdown();
        }

        private void ask(int seed, double value) throws IOException, InterruptedException {
            String body = String.format(
                    Locale.ROOT,
                    "{\"count\": 64, \"columns\": 8, \"seed\": %d, \"codes\": {\"digit\": 3, \"c1\": %.3f}}",
                    seed,
                    value);
            long start = System.nanoTime();
            HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(generate)
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofByteArray());
            statuses.computeIfAbsent(response.statusCode(), status -> new AtomicInteger())
                    .incrementAndGet();
            if (response.statusCode() == 200) {
                millis.add((System.nanoTime() - start) / 1e6);
            } else {
                Thread.sleep(1000L
                        * Integer.parseInt(
                                response.headers().firstValue("Retry-After").orElse("1")));
            }
        }

        void report(String who) {
            List<Double> sorted = new ArrayList<>(millis);
            Collections.sort(sorted);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d pictures of 64 samples, median %.1f ms, 99th percentile %.1f ms; answers by status %s%n",
                    who,
                    sorted.size(),
                    sorted.get(sorted.size() / 2),
                    sorted.get(sorted.size() * 99 / 100),
                    statuses);
        }
    }
}
