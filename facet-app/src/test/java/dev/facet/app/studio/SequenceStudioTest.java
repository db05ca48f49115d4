package dev.facet.app.studio;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.Facet;
import dev.facet.app.TinySequences;
import dev.facet.codes.Code;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The HTTP API with a run of sequences that keep their own lengths. */
class SequenceStudioTest {
    @TempDir
    private static Path folder;

    private static Path run = Path.of("");
    private static @Nullable StudioServer server;

    @BeforeAll
    static void start() throws IOException {
        Path runs = folder.resolve("runs");
        run = TinySequences.masked(TinySequences.write(folder, "heat", 8, 20), runs, 3);
        server = new StudioServer(
                new StudioServer.Setup(runs, "127.0.0.1", 0, null, false, true, "dev.facet.app.Nobody"));
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(server).close();
    }

    private static JsonNode encoded(String values) throws IOException, InterruptedException {
        URI uri = URI.create(
                "http://127.0.0.1:" + Objects.requireNonNull(server).port() + "/api/runs/00000-heat-infogan/encode");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"values\": " + values + "}"))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        return JsonMapper.shared().readTree(response.body());
    }

    private static String numbers(int count) {
        return IntStream.range(0, count).mapToObj(t -> "" + (100 + t)).collect(Collectors.joining(",", "[[", "]]"));
    }

    @Test
    void aSequenceIsSentInItsOwnLength() throws Exception {
        for (int steps : new int[] {1, 9, 24}) {
            JsonNode answer = encoded(numbers(steps));
            float[] sequence = new float[steps];
            for (int t = 0; t < steps; t++) {
                sequence[t] = 100 + t;
            }
            try (Model model = Facet.load(run)) {
                Items item = Items.of((SequenceShape) model.shape(), new float[][] {sequence});
                Code.Continuous c1 = model.latent().continuous().get(0);
                assertThat(answer.path("codes").get(1).path("mean").asDouble(Double.NaN))
                        .isCloseTo(model.encode(item).means(c1)[0], within(1e-4));
            }
        }
    }

    @Test
    void sequencesThatAreTooLongOrHaveOtherChannelsAreRefused() throws Exception {
        assertThat(encoded(numbers(25)).path("error").asString(""))
                .contains("lists of 1 to 24 numbers; the first has 25");
        assertThat(encoded("[[]]").path("error").asString("")).contains("the first has 0");
        assertThat(encoded("[]").path("error").asString("")).contains("lists of 1 to 24 numbers");
        assertThat(encoded("[[1, 2], [3, 4]]").path("error").asString("")).contains("must be 1 lists of 2 numbers");
    }
}
