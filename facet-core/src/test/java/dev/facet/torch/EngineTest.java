package dev.facet.torch;

import java.nio.file.Files;
import java.nio.file.Path;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.config.UsageException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class EngineTest {
    @Test
    void usingAModelLeavesTheThreadsThatATrainingHasSet() {
        int before = torch.get_num_threads();
        try {
            assertThat(Engine.start(1)).isEqualTo(1);
            Engine.load();
            assertThat(torch.get_num_threads()).isEqualTo(1);
        } finally {
            Engine.start(before);
        }
    }

    @Test
    void aGpuIsTakenOnlyWhereThereIsOne() {
        assertThat(Engine.resolve(Device.CPU)).isEqualTo(Device.CPU);
        assertThat(Engine.resolve(Device.AUTO)).isEqualTo(Engine.hasCuda() ? Device.CUDA : Device.CPU);
        assertThat(Engine.resolve(Precision.AUTO, Device.CUDA)).isEqualTo(Precision.FP32);
        assertThat(Engine.resolve(Precision.BF16, Device.CUDA)).isEqualTo(Precision.BF16);
        if (!Engine.hasCuda()) {
            assertThatThrownBy(() -> Engine.resolve(Device.CUDA))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("training.device is cuda")
                    .hasMessageContaining("--set training.device=cpu");
        }
    }

    @Test
    @Timeout(60)
    void whoNeedsLibtorchWaitsUntilItIsLoadedAhead() {
        Engine.loadAhead();
        Engine.load();
        try (Tensor one = torch.ones(1)) {
            assertThat(one.item_float()).isEqualTo(1);
        }
    }

    /** Looking for CUDA's libraries took a tenth of the time in which a picture is generated. */
    @Test
    void theBuildForTheCpuDoesNotLookForCudasLibraries() {
        Engine.load();
        if (!torch.hasCUDA()) {
            assertThat(System.getProperty(Engine.BUILD)).isEmpty();
        }
    }

    /** Asking the system took as long as making a small tensor, of which a step makes thousands. */
    @Test
    void memoryIsNotAskedForWithEachTensor() {
        Engine.load();
        assertThat(System.getProperty(Engine.MOST_MEMORY)).isEqualTo("0");
    }

    @Test
    void whereTensorsLieMustBeDecided() {
        assertThatThrownBy(() -> Placement.on(Device.AUTO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMachineWithoutAGpuIsNotAskedToInstallAnything() {
        assumeTrue(
                Files.exists(Path.of("/proc"))
                        && !Files.exists(Path.of("/dev/nvidiactl"))
                        && !Files.exists(Path.of("/dev/dxg")),
                "a GPU, or no Linux");
        assertThat(Engine.whyNoCuda())
                .contains("no NVIDIA GPU")
                .contains("/dev/nvidiactl")
                .doesNotContain("FACET_CUDA");
    }

    @Test
    void negativeThreadsAreRefused() {
        assertThatThrownBy(() -> Engine.start(-1)).hasMessageContaining("-1").hasMessageContaining("all cores");
    }
}
