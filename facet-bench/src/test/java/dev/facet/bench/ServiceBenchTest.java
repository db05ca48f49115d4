package dev.facet.bench;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.Facet;
import dev.facet.train.Monitor;

import static org.assertj.core.api.Assertions.assertThat;

class ServiceBenchTest {
    @TempDir
    private static Path folder;

    private static Path run;

    private final Shell shell = new Shell();

    @BeforeAll
    static void train() throws IOException {
        run = Facet.preset("strokes")
                .withSteps(2)
                .with("model.width=4", "data.count=64", "training.batch=16", "encoder.steps=0")
                .train(folder, new Monitor() {})
                .run();
    }

    @Test
    void theRunAndItsExportGenerateAndReadItems() {
        Path export = folder.resolve("export");
        int status = shell.run(
                "service", run.toString(), "--batch", "1,3", "--seconds", "0.01", "--json", "--out", export.toString());
        assertThat(status).as(shell.said()).isZero();
        JsonNode result = JsonMapper.shared().readTree(shell.out());
        assertThat(result.path("figures").size()).isEqualTo(8);
        for (JsonNode figure : result.path("figures")) {
            double ms = figure.path("ms").asDouble();
            assertThat(ms).isPositive();
            assertThat(figure.path("per_second").asDouble() * ms)
                    .isBetween(
                            999.0 * figure.path("batch").asInt(),
                            1001.0 * figure.path("batch").asInt());
        }
        assertThat(export.resolve("generator.onnx")).exists();
        assertThat(export.resolve("recogniser.onnx")).exists();
    }

    @Test
    void aTableIsForPeople() {
        assertThat(shell.run("service", run.toString(), "--batch", "2", "--seconds", "0.01", "--threads", "1"))
                .isZero();
        assertThat(shell.out()).contains("1 threads").containsPattern("OnnxRecogniser +encode +2 +[0-9.]+ +[0-9]+");
    }

    @ParameterizedTest
    @CsvSource({
        "--batch,0,1 to 65536",
        "--batch,70000,1 to 65536",
        "--threads,-1,0 (all cores)",
        "--seconds,0,above 0",
    })
    void whatCannotBeMeasuredIsRefused(String option, String value, String wanted) {
        assertThat(shell.run("service", run.toString(), option, value)).isEqualTo(2);
        assertThat(shell.err()).contains(option).contains(wanted);
    }

    @Test
    void aFolderThatIsNoRunIsNamed() {
        assertThat(shell.run("service", folder.resolve("nothing").toString())).isNotZero();
        assertThat(shell.err()).contains("nothing");
    }
}
