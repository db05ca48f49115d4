package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.Facet;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.model.Model;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;
import dev.facet.torch.Placement;
import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;
import dev.facet.torch.group.ProcessGroup;
import dev.facet.torch.group.Rendezvous;
import dev.facet.torch.group.TwoRanks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Training on an NVIDIA GPU. Runs only if there is one and the environment has {@code FACET_CUDA=1}. */
class CudaTest {
    private static final Monitor NOBODY = new Monitor() {};

    @TempDir
    private Path runs;

    @BeforeEach
    void aGpu() {
        assumeTrue(Engine.hasCuda(), "no NVIDIA GPU that libtorch can use");
    }

    @ParameterizedTest
    @ValueSource(strings = {"infogan", "infogan-cr", "acgan", "cgan"})
    void aGpuAndTheCpuLearnTheSame(String method) throws IOException {
        Map<String, Double> cpu = statistics(config(Device.CPU, "method=" + method));
        RunConfig config = config(Device.CUDA, "method=" + method);
        TrainResult result = train(config);
        same(result.statistics(), cpu);
        TrainResult resumed =
                Facet.resume(result.run(), config.withTraining(config.training().withDuration(12, 0)), NOBODY);
        assertThat(resumed.steps()).isEqualTo(12);
        assertThat(Files.exists(result.run().resolve("samples-000012.png"))).isTrue();
        try (Model model = Facet.load(result.run())) {
            assertThat(model.latent().codes()).isNotEmpty();
        }
    }

    /** What makes up the preset for pictures, part by part. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.family=dcgan-bilinear;model.full-resolution=true;model.discriminator-batch-norm=false",
                "model.family=residual;adversarial.loss=relativistic;adversarial.r1=1;adversarial.r2=1",
                "adversarial.augmentation.mode=fixed;adversarial.augmentation.probability=0.5",
                "infogan.categories={trunk: own, alone: true, limit: 1};infogan.consistency.start-steps=20",
                "training.average-half-life=5;model.spectral-norm=true;adversarial.loss=hinge"
            })
    void eachPartOfTheRecipeForPicturesDoes(String settings) throws IOException {
        same(statistics(config(Device.CUDA, settings.split(";"))), statistics(config(Device.CPU, settings.split(";"))));
    }

    /** Two ranks on one GPU exchange gradients through the CPU; with a GPU each, NCCL does. */
    @ParameterizedTest
    @CsvSource({"infogan, false", "infogan, true", "acgan, false"})
    void twoRanksLearnAsOneProcess(String method, boolean pictures) throws Exception {
        String[] settings = {"method=" + method, pictures ? "adversarial.r1=1" : "adversarial.r1=0"};
        Map<String, Double> alone = statistics(config(Device.CUDA, settings));
        List<Optional<Map<String, Double>>> ranks = TwoRanks.of(runs, 2, group -> {
            if (group.rank() > 0) {
                Facet.follow(group);
                return Optional.empty();
            }
            return Optional.of(Facet.train(config(Device.CUDA, settings), runs.resolve("two"), NOBODY, group)
                    .statistics());
        });
        same(ranks.get(0).orElseThrow(), alone);
    }

    @Test
    void ncclSumsAndBroadcastsTensorsOfAGpu() {
        Rendezvous at = Rendezvous.local(runs.resolve("meeting"), 0, 1, Duration.ofSeconds(60));
        try (ProcessGroup group = ProcessGroup.join(at);
                Placement placement = Placement.on(Device.CUDA);
                PointerScope scope = new PointerScope()) {
            group.eachHasAGpu();
            Tensor tensor = Tensors.of(new float[] {1, 2, 3}, 3);
            group.sum(tensor);
            group.broadcast(tensor, 0);
            assertThat(tensor.is_cuda()).isTrue();
            assertThat(Tensors.floats(tensor)).containsExactly(1, 2, 3);
            double[] mean = {5};
            group.mean(mean);
            assertThat(mean).containsExactly(5);
            assertThat(group.calls()).isEqualTo(2);
        }
    }

    private static void same(Map<String, Double> found, Map<String, Double> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
        expected.forEach((name, value) -> assertThat(found.get(name)).as(name).isCloseTo(value, within(0.05)));
    }

    private static RunConfig config(Device device, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "data.count=256", "training.batch=32", "model.width=8", "training.steps=10", "encoder.steps=0"));
        all.addAll(List.of(settings));
        RunConfig config = ConfigReader.resolve("strokes", all);
        return config.withTraining(config.training().withDevice(device).withPrecision(Precision.FP32));
    }

    private TrainResult train(RunConfig config) throws IOException {
        return Facet.train(config, runs, NOBODY, Group.ALONE);
    }

    private Map<String, Double> statistics(RunConfig config) throws IOException {
        return train(config).statistics();
    }
}
