package dev.facet;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.imageio.ImageIO;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.codes.Calibration;
import dev.facet.codes.CodeNames;
import dev.facet.config.RunConfig;
import dev.facet.data.ImageShape;
import dev.facet.export.OnnxExport;
import dev.facet.model.FeatureDistance;
import dev.facet.model.Model;
import dev.facet.model.ModelCalibration;
import dev.facet.model.Networks;
import dev.facet.model.family.Families;
import dev.facet.onnx.ModelDescription;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** Compiles and runs the service in examples/digit-service, in a process whose class path has no libtorch. */
class ExampleServiceTest {
    private static final Path SOURCE =
            Path.of("..", "examples", "digit-service", "src", "main", "java", "DigitService.java");

    @TempDir
    private Path folder;

    @Test
    void anExportedModelIsServedWithoutLibtorch() throws Exception {
        export();
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("bytedeco"))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-d",
                                folder.toString(),
                                "-cp",
                                classPath,
                                SOURCE.toString()))
                .isZero();
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        folder + File.pathSeparator + classPath,
                        "DigitService",
                        folder.toString(),
                        "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8))) {
            URI draw = URI.create(Objects.requireNonNull(out.readLine(), "the service did not start"));
            HttpResponse<byte[]> picture = send(HttpRequest.newBuilder(URI.create(draw + "?seed=7&digit=%233&c1=0.5")));
            assertThat(picture.statusCode()).isEqualTo(200);
            assertThat(ImageIO.read(new ByteArrayInputStream(picture.body())).getWidth())
                    .isEqualTo(28);
            // category 3 is named 5, so that the name 3 is none
            byte[] index = picture.body();
            assertThat(send(HttpRequest.newBuilder(URI.create(draw + "?seed=7&digit=5&slant=0.5")))
                            .body())
                    .isEqualTo(index);
            assertThat(send(HttpRequest.newBuilder(URI.create(draw + "?seed=7&digit=3")))
                            .statusCode())
                    .isEqualTo(400);
            HttpResponse<byte[]> read = send(
                    HttpRequest.newBuilder(draw.resolve("/read")).POST(BodyPublishers.ofByteArray(picture.body())));
            assertThat(new String(read.body(), StandardCharsets.UTF_8))
                    .contains("digit ", "slant ", "±", ", probability 0.")
                    .doesNotContain("not calibrated", "unlike");
            assertThat(send(HttpRequest.newBuilder(URI.create(draw + "?digti=3")))
                            .statusCode())
                    .isEqualTo(400);
            assertThat(send(HttpRequest.newBuilder(draw.resolve("/read")).POST(BodyPublishers.ofString("no picture")))
                            .statusCode())
                    .isEqualTo(400);
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
    }

    private void export() throws Exception {
        Engine.load();
        RunConfig config = ConfigReader.resolve("strokes", List.of("model.width=4"));
        ImageShape shape = new ImageShape(1, 28, 28);
        Networks networks = Networks.of(Families.architecture(config.model(), config.latent(), shape), false);
        networks.start(1);
        try (Model plain = new Model(config.latent(), shape, networks, -4, true)) {
            CodeNames names = CodeNames.NONE
                    .with(config.latent().codes().get(1), "slant")
                    .with(config.latent().categorical().get(0), 3, "5");
            Calibration calibration = new Calibration(
                    Map.of("digit", 2.0),
                    Map.of("c1", new Calibration.Sigma(1, 0.1), "c2", new Calibration.Sigma(1, 0.1)),
                    new Calibration.Basis(0, 300, 200, true));
            int features = plain.features();
            // features are of length 1: none are further than half of what counts as unlike
            FeatureDistance near =
                    new FeatureDistance(new float[features], axis(features), new float[] {1}, 1, 2, new float[] {0.5f});
            Model model = plain.calibrated(new ModelCalibration(calibration, near));
            ModelDescription description = new ModelDescription(
                    "1", "infogan", "strokes", 0, config.latent(), shape, names, calibration, null);
            new OnnxExport(model, description).write(folder);
        }
    }

    private static float[] axis(int features) {
        float[] axis = new float[features];
        axis[0] = 1;
        return axis;
    }
}
