package dev.facet.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.torch.group.Group;
import dev.facet.torch.group.ProcessGroup;
import dev.facet.torch.group.Rendezvous;
import dev.facet.torch.group.TwoRanks;

import static org.assertj.core.api.Assertions.assertThat;

class TogetherTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void ranksOfAMachineDivideItsThreads() throws Exception {
        assertThat(Together.of(Group.ALONE).threads(5)).isEqualTo(5);
        List<Together> two = TwoRanks.of(folder, 2, Together::of);
        assertThat(two).allSatisfy(together -> {
            assertThat(together.here()).isEqualTo(2);
            assertThat(together.threads(6)).isEqualTo(3);
            assertThat(together.threadsAlone(6)).isEqualTo(6);
        });
    }

    @Test
    void aRankThatWasGivenThreadsHasThose() {
        Rendezvous at =
                Rendezvous.local(folder.resolve("meeting"), 0, 1, PATIENCE).withThreads(3);
        try (ProcessGroup group = ProcessGroup.join(at)) {
            Together together = Together.of(group);
            assertThat(together.threads(0)).isEqualTo(3);
            assertThat(together.threads(8)).isEqualTo(3);
            assertThat(together.threadsAlone(8)).isEqualTo(3);
        }
    }
}
