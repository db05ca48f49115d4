package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.Facet;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.model.Model;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Training on an NVIDIA GPU. Runs only if there is one and the environment has {@code FACET_CUDA=1}. */
class CudaTest {
    private static final Monitor NOBODY = new Monitor() {};

    @TempDir
    private Path runs;

    @ParameterizedTest
    @ValueSource(strings = {"infogan", "infogan-cr", "acgan", "cgan"})
    void aGpuAndTheCpuLearnTheSame(String method) throws IOException {
        assumeTrue(Engine.hasCuda(), "no NVIDIA GPU that libtorch can use");
        Map<String, Double> cpu = statistics(method, Device.CPU);
        Map<String, Double> gpu = statistics(method, Device.CUDA);
        assertThat(gpu.keySet()).isEqualTo(cpu.keySet());
        cpu.forEach((name, value) -> assertThat(gpu.get(name)).as(name).isCloseTo(value, within(0.05)));
    }

    private Map<String, Double> statistics(String method, Device device) throws IOException {
        RunConfig config = ConfigReader.resolve(
                "strokes",
                List.of(
                        "method=" + method,
                        "data.count=256",
                        "training.batch=32",
                        "model.width=8",
                        "training.steps=10"));
        TrainResult result = Facet.train(
                config.withTraining(config.training().withDevice(device).withPrecision(Precision.FP32)), runs, NOBODY);
        TrainResult resumed = Facet.resume(
                result.run(),
                config.withTraining(config.training()
                        .withDevice(device)
                        .withPrecision(Precision.FP32)
                        .withDuration(12, 0)),
                NOBODY);
        assertThat(resumed.steps()).isEqualTo(12);
        assertThat(Files.exists(result.run().resolve("samples-000012.png"))).isTrue();
        try (Model model = Facet.load(result.run())) {
            assertThat(model.latent().codes()).isNotEmpty();
        }
        return result.statistics();
    }
}
