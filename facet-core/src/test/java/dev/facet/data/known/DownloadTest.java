package dev.facet.data.known;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.data.Fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DownloadTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(1).nextBytes(CONTENT);
    }

    private static final RemoteFile FILE = new RemoteFile(
            "set.gz",
            CONTENT.length,
            new Fingerprint().add(CONTENT, CONTENT.length).hex());

    private final Download download = new Download(Duration.ofMillis(400), Duration.ofMillis(1), 3);
    private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger requests = new AtomicInteger();

    @TempDir
    Path folder;

    private HttpServer server;
    private ExecutorService threads;

    @BeforeEach
    void startServer() throws IOException {
        threads = Executors.newCachedThreadPool();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** Answers one request; {@code number} counts from 0. */
    private interface Answer {
        void give(HttpExchange exchange, int number) throws IOException, InterruptedException;
    }

    @Test
    void aFileIsFetchedVerifiedAndReported() throws IOException {
        List<Long> steps = new ArrayList<>();
        Path file = download.fetch(FILE, List.of(place("good", DownloadTest::honest)), folder, (name, done, total) -> {
            assertThat(name).isEqualTo("set.gz");
            assertThat(total).isEqualTo(CONTENT.length);
            steps.add(done);
        });
        assertThat(file).hasBinaryContent(CONTENT).isEqualTo(folder.resolve("set.gz"));
        assertThat(steps).isSorted().last().isEqualTo((long) CONTENT.length);
        assertOnly("set.gz");
    }

    @Test
    void aFileThatIsThereIsNotFetchedAgain() throws IOException {
        Files.write(folder.resolve("set.gz"), new byte[] {1});
        fetch(place("good", DownloadTest::honest));
        assertThat(requests).hasValue(0);
    }

    @Test
    void aBrokenDownloadGoesOnWhereItStopped() throws IOException {
        URI place = place("breaks", (exchange, number) -> {
            if (number > 0) {
                honest(exchange, number);
                return;
            }
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 100_000);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        assertThat(fetch(place)).hasBinaryContent(CONTENT);
        assertThat(ranges).hasSize(2);
        assertThat(ranges.get(0)).isEqualTo("");
        assertThat(ranges.get(1)).matches("bytes=[1-9]\\d*-");
    }

    @Test
    void whatAnEarlierRunLeftIsUsed() throws IOException {
        Files.write(folder.resolve("set.gz.part"), Arrays.copyOf(CONTENT, 12345));
        assertThat(fetch(place("good", DownloadTest::honest))).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("bytes=12345-");
        assertOnly("set.gz");
    }

    @Test
    void aCompletePartIsOnlyVerified() throws IOException {
        Files.write(folder.resolve("set.gz.part"), CONTENT);
        assertThat(fetch(place("good", DownloadTest::honest))).hasBinaryContent(CONTENT);
        assertThat(requests).hasValue(0);
    }

    @Test
    void aPartThatIsWrongOrTooLongIsThrownAway() throws IOException {
        for (byte[] part : new byte[][] {new byte[1000], new byte[CONTENT.length], new byte[CONTENT.length + 1]}) {
            Files.write(folder.resolve("set.gz.part"), part);
            assertThat(fetch(place("good" + part.length, DownloadTest::honest))).hasBinaryContent(CONTENT);
            Files.delete(folder.resolve("set.gz"));
        }
    }

    @Test
    void aServerThatIgnoresRangesIsReadFromTheStart() throws IOException {
        Files.write(folder.resolve("set.gz.part"), new byte[1000]);
        URI place = place("whole", (exchange, number) -> send(exchange, 200, CONTENT, 0));
        assertThat(fetch(place)).hasBinaryContent(CONTENT);
        assertThat(requests).hasValue(1);
    }

    @Test
    void aServerThatContinuesElsewhereOrNotAtAllIsReadFromTheStart() throws IOException {
        for (int status : new int[] {206, 416}) {
            Files.write(folder.resolve("set.gz.part"), Arrays.copyOf(CONTENT, 1000));
            URI place = place("elsewhere" + status, (exchange, number) -> {
                if (range(exchange) == 0) {
                    honest(exchange, number);
                } else {
                    exchange.getResponseHeaders().set("Content-Range", "bytes 5-299999/300000");
                    send(exchange, status, CONTENT, 5);
                }
            });
            assertThat(fetch(place)).hasBinaryContent(CONTENT);
            Files.delete(folder.resolve("set.gz"));
        }
    }

    @Test
    void theNextPlaceIsAskedWhenOneDoesNotHaveTheFile() throws IOException {
        URI missing = place("missing", (exchange, number) -> exchange.sendResponseHeaders(404, -1));
        URI failing = place("failing", (exchange, number) -> exchange.sendResponseHeaders(503, -1));
        assertThat(fetch(missing, failing, place("good", DownloadTest::honest))).hasBinaryContent(CONTENT);
        assertThat(requests).hasValue(3);
    }

    @Test
    void redirectsAreFollowed() throws IOException {
        URI good = place("good", DownloadTest::honest);
        URI moved = place("moved", (exchange, number) -> {
            exchange.getResponseHeaders().set("Location", good.resolve("set.gz").toString());
            exchange.sendResponseHeaders(302, -1);
        });
        assertThat(fetch(moved)).hasBinaryContent(CONTENT);
    }

    @Test
    void otherContentOfTheRightSizeIsRefused() {
        byte[] other = CONTENT.clone();
        other[200_000] ^= 1;
        assertRefused(place("lies", (exchange, number) -> send(exchange, 200, other, 0)), "not that of the file", 1);
        assertThat(folder.resolve("set.gz.part")).isEmptyFile();
    }

    @Test
    void anotherSizeIsRefusedBeforeAnythingIsRead() {
        byte[] page = "<html>please log in</html>".getBytes(StandardCharsets.UTF_8);
        assertRefused(place("portal", (exchange, number) -> send(exchange, 200, page, 0)), "offers 26 bytes", 1);
    }

    @Test
    void aServerThatSendsWithoutEndIsStoppedAtTheFilesSize() {
        URI endless = place("endless", (exchange, number) -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] bytes = new byte[1 << 16];
            for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write(bytes);
            }
        });
        assertRefused(endless, "sends more than the file's 300000 bytes", 1);
        assertThat(folder.resolve("set.gz.part")).isEmptyFile();
    }

    @Test
    void aServerThatEndsEarlyWithoutSayingHowMuchIsAskedAgain() {
        // Chunked, so only the number of bytes shows that something is missing.
        URI place = place("short", (exchange, number) -> {
            int start = range(exchange);
            if (start > 0) {
                exchange.getResponseHeaders().set("Content-Range", "bytes " + start + "-299999/300000");
            }
            exchange.sendResponseHeaders(start > 0 ? 206 : 200, 0);
            exchange.getResponseBody().write(CONTENT, start, 1000);
        });
        assertRefused(place, "the connection ended after 3000 bytes", 3);
        assertThat(folder.resolve("set.gz.part")).hasSize(3000);
    }

    @Test
    void aServerThatGoesSilentIsLeftAndAskedForTheRest() throws IOException {
        URI place = place("silent", (exchange, number) -> {
            if (number > 0) {
                honest(exchange, number);
                return;
            }
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 50_000);
            exchange.getResponseBody().flush();
            Thread.sleep(60_000);
        });
        assertThat(fetch(place)).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("", "bytes=50000-");
    }

    @Test
    void aServerThatNeverAnswersIsLeft() throws IOException {
        URI mute = place("mute", (exchange, number) -> Thread.sleep(60_000));
        assertThat(fetch(mute, place("good", DownloadTest::honest))).hasBinaryContent(CONTENT);
    }

    @Test
    void aResetConnectionIsTriedAgain() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> resetEveryConnection(socket));
            URI resets = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
            assertRefused(resets, "the connection broke", 0);
            assertThat(fetch(resets, place("good", DownloadTest::honest))).hasBinaryContent(CONTENT);
        }
    }

    @Test
    void whenNobodyAnswersTheMessageSaysWhatWasTriedAndWhatToDo() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        URI nobody = URI.create("http://127.0.0.1:" + port + "/");
        URI missing = place("missing", (exchange, number) -> exchange.sendResponseHeaders(404, -1));
        assertThatThrownBy(() -> fetch(nobody, missing))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        nobody + "set.gz – no connection",
                        missing + "set.gz – HTTP 404",
                        "put it at " + folder.resolve("set.gz"));
        assertThat(folder.resolve("set.gz")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedWithTheRemedy() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        URI place = place("good", DownloadTest::honest);
        assertThatThrownBy(() -> download.fetch(FILE, List.of(place), file.resolve("below"), Download.Listener.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.resolve("below").toString(), "FACET_CACHE");
    }

    @Test
    void theDiskIsAskedBeforeMoreIsFetchedThanItHolds() {
        RemoteFile huge = new RemoteFile("huge", Long.MAX_VALUE, FILE.sha256());
        URI place = place("good", DownloadTest::honest);
        assertThatThrownBy(() -> download.fetch(huge, List.of(place), folder, Download.Listener.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("bytes left", "FACET_CACHE");
        assertThat(requests).hasValue(0);
    }

    @Test
    void twoAtOnceDoNotHarmEachOther() throws Exception {
        URI place = place("slow", (exchange, number) -> {
            Thread.sleep(100);
            honest(exchange, number);
        });
        List<Callable<Path>> both = List.of(() -> fetch(place), () -> fetch(place));
        for (var result : threads.invokeAll(both)) {
            try {
                assertThat(result.get()).hasBinaryContent(CONTENT);
            } catch (ExecutionException e) {
                assertThat(e.getCause()).hasMessageContaining("by another thread of this program");
            }
        }
        assertThat(folder.resolve("set.gz")).hasBinaryContent(CONTENT);
        assertOnly("set.gz");
    }

    @Test
    void anInterruptEndsTheFetchAndStaysSet() {
        URI place = place("good", DownloadTest::honest);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> fetch(place))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(folder.resolve("set.gz")).doesNotExist();
    }

    private void assertRefused(URI place, String reason, int expectedRequests) {
        assertThatThrownBy(() -> fetch(place)).isInstanceOf(IOException.class).hasMessageContaining(reason);
        assertThat(requests).hasValue(expectedRequests);
        assertThat(folder.resolve("set.gz")).doesNotExist();
    }

    private void assertOnly(String name) throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly(name);
        }
    }

    private Path fetch(URI... places) throws IOException {
        return download.fetch(FILE, List.of(places), folder, Download.Listener.NONE);
    }

    private URI place(String path, Answer answer) {
        AtomicInteger number = new AtomicInteger();
        server.createContext("/" + path + "/", exchange -> {
            requests.incrementAndGet();
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range == null ? "" : range);
            try (exchange) {
                answer.give(exchange, number.getAndIncrement());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + path + "/");
    }

    private static void honest(HttpExchange exchange, int number) throws IOException {
        int start = range(exchange);
        if (start > 0) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + start + "-299999/300000");
        }
        send(exchange, start > 0 ? 206 : 200, CONTENT, start);
    }

    private static int range(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    }

    private static void send(HttpExchange exchange, int status, byte[] content, int start) throws IOException {
        exchange.sendResponseHeaders(status, content.length - start);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(content, start, content.length - start);
        }
    }

    private static void resetEveryConnection(ServerSocket server) {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read();
                    socket.setSoLinger(true, 0);
                }
            }
        } catch (IOException e) {
            // The test closed the server.
        }
    }
}
