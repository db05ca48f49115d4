package dev.facet.data.known;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.data.Dataset;
import dev.facet.data.Fingerprint;
import dev.facet.data.ImageShape;
import dev.facet.data.RealData;
import dev.facet.data.Split;
import dev.facet.data.array.IdxFiles;
import dev.facet.data.known.Download.Listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KnownSetTest {
    private final Download download = new Download(Duration.ofSeconds(5), Duration.ZERO, 1);

    @TempDir
    Path folder;

    private Path home;
    private HttpServer server;
    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void startServer() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String name = exchange.getRequestURI().getPath().substring(1);
            asked.add(name);
            byte[] bytes = Files.readAllBytes(home.resolve(name));
            try (exchange) {
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void aSetIsFetchedOnceIntoTheCacheAndOpened() throws IOException {
        KnownSet set = published();
        Map<String, String> environment = environment();
        assertThat(set.find(environment)).isEmpty();
        Path cache = set.get(environment, download, Listener.NONE);
        assertThat(cache).isEqualTo(folder.resolve("cache").resolve("data").resolve("tiny"));
        assertThat(asked).hasSize(4);
        assertThat(set.find(environment)).contains(cache);
        assertThat(set.get(environment, download, Listener.NONE)).isEqualTo(cache);
        assertThat(asked).hasSize(4);
        try (Dataset train = set.open(cache, Split.TRAIN)) {
            assertThat(train.size()).isEqualTo(2);
            assertThat(train.labels().orElseThrow().names()).containsExactly("cat", "dog");
        }
    }

    @Test
    void onlyWhatIsMissingIsFetched() throws IOException {
        KnownSet set = published();
        Path cache = set.get(environment(), download, Listener.NONE);
        Files.delete(cache.resolve("t10k-labels-idx1-ubyte.gz"));
        set.get(environment(), download, Listener.NONE);
        assertThat(asked).hasSize(5).endsWith("t10k-labels-idx1-ubyte.gz");
    }

    @Test
    void whenItCannotBeFetchedTheMessageSaysWhereItWasLookedFor() throws IOException {
        KnownSet set = published();
        stopServer();
        assertThatThrownBy(() -> set.get(environment(), download, Listener.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "tiny was looked for in " + folder.resolve("own").resolve("tiny"),
                        folder.resolve("cache").resolve("data").resolve("tiny").toString(),
                        "no connection",
                        "put it at");
    }

    @Test
    void theSetsWeKnowAreConsistent() {
        Set<String> names = new HashSet<>();
        for (KnownSet set : KnownSet.all()) {
            assertThat(names.add(set.name())).isTrue();
            assertThat(set.classes()).hasSize(10).doesNotHaveDuplicates();
            assertThat(set.files())
                    .extracting(RemoteFile::name)
                    .containsExactly(
                            "train-images-idx3-ubyte.gz",
                            "train-labels-idx1-ubyte.gz",
                            "t10k-images-idx3-ubyte.gz",
                            "t10k-labels-idx1-ubyte.gz");
            assertThat(set.homes()).allSatisfy(uri -> {
                assertThat(uri.getScheme()).isEqualTo("https");
                assertThat(uri.getPath()).endsWith("/");
            });
        }
    }

    @Test
    void theRealFilesOfMnistAreThoseWeExpect() throws IOException {
        Path mnist = RealData.folder("mnist").resolve("mnist");
        for (RemoteFile file : KnownSet.MNIST.files()) {
            Path real = mnist.resolve(file.name());
            if (Files.exists(real)) {
                byte[] bytes = Files.readAllBytes(real);
                assertThat((long) bytes.length).isEqualTo(file.bytes());
                assertThat(new Fingerprint().add(bytes, bytes.length).hex()).isEqualTo(file.sha256());
            }
        }
    }

    private KnownSet published() throws IOException {
        List<RemoteFile> files = new ArrayList<>();
        for (String part : List.of("train", "t10k")) {
            files.add(publish(part + "-images-idx3-ubyte.gz", 2, 28, 28));
            files.add(publish(part + "-labels-idx1-ubyte.gz", 2));
        }
        URI place = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        return new KnownSet(
                "tiny", "for tests", List.of("cat", "dog"), new ImageShape(1, 28, 28), 2, 2, List.of(place), files);
    }

    private RemoteFile publish(String name, int... dimensions) throws IOException {
        int count = 1;
        for (int dimension : dimensions) {
            count *= dimension;
        }
        byte[] bytes = Files.readAllBytes(IdxFiles.write(home.resolve(name), new byte[count], dimensions));
        return new RemoteFile(
                name, bytes.length, new Fingerprint().add(bytes, bytes.length).hex());
    }

    private Map<String, String> environment() {
        return Map.of(
                "FACET_DATA", folder.resolve("own").toString(),
                "FACET_CACHE", folder.resolve("cache").toString());
    }
}
