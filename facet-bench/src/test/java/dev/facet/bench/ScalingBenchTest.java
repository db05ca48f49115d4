package dev.facet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ScalingBenchTest {
    @TempDir
    private Path folder;

    private final Shell shell = new Shell();

    @Test
    void aNetworkIsFoundAgainFromItsSums() {
        StepModel network = new StepModel(0.25, 0.5);
        List<StepModel.Sum> sums = new ArrayList<>();
        for (int ranks : new int[] {2, 4, 8}) {
            for (double megabytes : new double[] {1, 16, 56}) {
                sums.add(new StepModel.Sum(ranks, megabytes, network.sums(1, megabytes, ranks)));
            }
        }
        StepModel found = StepModel.fit(sums);
        assertThat(found.latency()).isCloseTo(0.25, within(1e-9));
        assertThat(found.slowness()).isCloseTo(0.5, within(1e-9));
        // by hand: 10 sums · 3 messages · 0.25 ms + 8 MB · 2 · 7/8 · 0.5 ms
        assertThat(found.step(new StepModel.Work("x", 20, 10, 8), 8)).isCloseTo(20 + 7.5 + 7, within(1e-9));
    }

    @Test
    void noPartOfTheModelIsNegative() {
        // with less than no latency, a line through these would fit best
        StepModel found = StepModel.fit(List.of(new StepModel.Sum(2, 1, 0.1), new StepModel.Sum(2, 10, 4)));
        assertThat(found.latency()).isZero();
        assertThat(found.slowness()).isPositive();
        StepModel flat = StepModel.fit(List.of(new StepModel.Sum(2, 1, 4), new StepModel.Sum(2, 10, 3)));
        assertThat(flat.slowness()).isZero();
        assertThat(flat.latency()).isPositive();
        // one kind of sum does not tell the two parts apart
        assertThat(StepModel.fit(List.of(new StepModel.Sum(2, 4, 2), new StepModel.Sum(2, 4, 2))))
                .isEqualTo(new StepModel(0, 0.5));
    }

    @Test
    void theTableIsMadeOfWhatTheOtherBenchmarkPrints() throws IOException {
        Path file = Files.writeString(folder.resolve("ranks.txt"), """
                2 processes, 1 MB: 2.0 ms
                2 processes, 10 MB: 11.0 ms
                small: 40.0 ms a step alone with half a batch, 60.0 ms in two processes: efficiency 0.67; 20 % of \
                the time in 5 sums of 3.2 MB in all
                """);
        assertThat(shell.run("scaling", file.toString(), "--ranks=2,8", "--network=50,10", "--compute=10"))
                .as(shell.said())
                .isZero();
        assertThat(shell.said())
                .contains("fitted: 1.00 ms a message, 1.00 ms a MB")
                .contains("small, 2 ranks: 60 ms a step measured, 48 ms by the model")
                // 10 + 5 · 3 · 0.05 + 3.2 · 2 · 7/8 · 0.8
                .contains("50 µs, 10 Gbit/s, small, 8 ranks: 15.2 ms a step, efficiency 0.66");
    }

    @Test
    void whatIsNoOutputOfItIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("other.txt"), "nothing\n");
        assertThat(shell.run("scaling", file.toString())).isEqualTo(2);
        assertThat(shell.said()).contains("has 0 sums and 0 presets");
    }
}
