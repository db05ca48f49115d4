package dev.facet.torch.group;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.codes.Draws;
import dev.facet.config.UsageException;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ProcessGroupTest {
    private static final int ROWS = 8;

    @TempDir
    Path folder;

    @Test
    void sumsAndBroadcastsAreTheSameOnAllRanks() throws Exception {
        List<float[]> found = TwoRanks.of(folder, 3, group -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor sum = Tensors.of(new float[] {group.rank() + 1, 10}, 2);
                group.sum(sum);
                Tensor told = Tensors.of(new float[] {group.rank()}, 1);
                group.broadcast(told, 2);
                double[] mean = {group.rank() * 0.1};
                group.mean(mean);
                return new float[] {sum.get(0).item_float(), sum.get(1).item_float(), told.item_float(), (float) mean[0]
                };
            }
        });
        assertThat(found).allSatisfy(values -> assertThat(values).containsExactly(6, 30, 2, 0.1f));
    }

    @Test
    void gradientsPassThroughSumsAsInOneProcess() throws Exception {
        float[] alone = slopes(Group.ALONE);
        List<float[]> ranks = TwoRanks.of(folder, 2, ProcessGroupTest::slopes);
        for (int i = 0; i < ROWS; i++) {
            // each rank's loss is a mean over its rows, so that gradients are twice those of one process
            assertThat(ranks.get(i / (ROWS / 2))[i % (ROWS / 2)]).isCloseTo(2 * alone[i], within(1e-5f));
        }
    }

    @Test
    void gradientsOfGradientsPassThroughSumsAsInOneProcess() throws Exception {
        float[] alone = slopesOfSlopes(Group.ALONE);
        List<float[]> ranks = TwoRanks.of(folder, 2, ProcessGroupTest::slopesOfSlopes);
        for (int i = 0; i < ROWS; i++) {
            assertThat(ranks.get(i / (ROWS / 2))[i % (ROWS / 2)]).isCloseTo(2 * alone[i], within(2e-5f));
        }
    }

    @Test
    void aRankThatIsLostDuringABackwardPassIsNamed() throws Exception {
        List<String> said = TwoRanks.of(folder, 2, group -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor total = group.total(rows(group));
                if (group.rank() == 1) {
                    return "gone";
                }
                total.sum().backward();
                return "trained";
            } catch (RuntimeException e) {
                return group.cause(e) instanceof RankException lost ? String.valueOf(lost.getMessage()) : e.toString();
            }
        });
        assertThat(said.get(0)).contains("rank 1 ").contains("of 2 is lost. ");
    }

    @Test
    void onlyAGroupWithoutOthersIsAlone() {
        assertThat(Group.current().isAlone()).isTrue();
        Group three = new Alone() {
            @Override
            public int size() {
                return 3;
            }
        };
        try (Membership membership = Membership.of(three)) {
            assertThat(Group.current()).isSameAs(three);
        }
        assertThat(Group.current()).isSameAs(Group.ALONE);
    }

    @Test
    void portsThatOthersReachAreOpenedOnlyOnRequest() {
        Duration patience = Duration.ofSeconds(1);
        assertThatThrownBy(() -> Rendezvous.network("127.0.0.1", 29_500, "127.0.0.1", 0, 2, patience, false))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("other machines reach")
                .hasMessageContaining("file");
        assertThatThrownBy(() -> Rendezvous.network("127.0.0.1", 0, "127.0.0.1", 0, 2, patience, true))
                .hasMessageContaining("port 0");
        assertThatThrownBy(() -> Rendezvous.network("no.such.host.invalid", 29_500, "127.0.0.1", 0, 2, patience, true))
                .hasMessageContaining("no.such.host.invalid");
        assertThatThrownBy(() -> Rendezvous.local(folder.resolve("x"), 2, 2, patience))
                .hasMessageContaining("rank 2 of 2");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Rendezvous at = Rendezvous.network(
                    "127.0.0.1", taken.getLocalPort(), "127.0.0.1", 0, 2, Duration.ofSeconds(2), true);
            assertThatThrownBy(() -> ProcessGroup.join(at))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("cannot listen on port " + taken.getLocalPort())
                    .hasMessageContaining("take another port, the same for all ranks");
        }
    }

    @Test
    void aRankThatFindsNobodySaysWhereItLooked() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Rendezvous at = Rendezvous.network("127.0.0.1", free, "127.0.0.1", 1, 2, Duration.ofSeconds(1), true);
        assertThatThrownBy(() -> ProcessGroup.join(at))
                .isInstanceOf(RankException.class)
                .hasMessageContaining("finds no rank 0 at 127.0.0.1:" + free)
                .hasMessageContaining("Start rank 0");
    }

    /** ∂/∂x of the mean over rows of (x − mean)³ / var, for this rank's rows. */
    private static float[] slopes(Group group) {
        try (PointerScope scope = new PointerScope();
                Membership membership = Membership.of(group)) {
            Tensor x = rows(group);
            loss(x).backward();
            return Tensors.floats(x.grad());
        }
    }

    private static float[] slopesOfSlopes(Group group) {
        try (PointerScope scope = new PointerScope();
                Membership membership = Membership.of(group)) {
            Tensor x = rows(group);
            Tensor slope = torch.grad(
                            new TensorVector(loss(x)),
                            new TensorVector(x),
                            new TensorVector(),
                            new BoolOptional(true),
                            true,
                            false)
                    .get(0);
            // the slopes of a rank's loss are those of the batch times the ranks
            slope.div(Tensors.scalar(group.size()))
                    .pow(Tensors.scalar(2))
                    .mean()
                    .mul(Tensors.scalar(ROWS))
                    .backward();
            return Tensors.floats(x.grad());
        }
    }

    private static Tensor rows(Group group) {
        Draws draws = new Draws(5, 0);
        float[] all = new float[ROWS];
        IntStream.range(0, ROWS).forEach(i -> all[i] = (float) draws.uniform(-1, 2));
        var share = group.share(ROWS);
        return Tensors.of(all, ROWS)
                .narrow(0, share.first(), share.count())
                .clone()
                .requires_grad_(true);
    }

    private static Tensor loss(Tensor x) {
        Group group = Group.current();
        Tensor mean = group.average(x.mean());
        Tensor apart = x.sub(mean);
        Tensor variance = group.average(apart.pow(Tensors.scalar(2)).mean());
        return apart.pow(Tensors.scalar(3)).div(variance).mean();
    }
}
