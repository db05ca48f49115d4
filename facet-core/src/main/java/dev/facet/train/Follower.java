package dev.facet.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.facet.codes.Draws;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.data.Batches;
import dev.facet.data.Dataset;
import dev.facet.data.Division;
import dev.facet.data.Prefetch;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.settings.ConfigReader;
import dev.facet.settings.ConfigWriter;
import dev.facet.torch.Engine;
import dev.facet.torch.Placement;
import dev.facet.torch.group.Group;

/**
 * A rank after the first: trains with its share of every batch what rank 0 trains ({@link TrainingLoop}), as rank 0
 * orders. It gets the settings from rank 0, reads the same data, and writes nothing.
 */
public final class Follower {
    private static final int PREFETCHED = 3;

    private final Group group;
    private final Ranks ranks;

    private Follower(Group group) {
        this.group = group;
        this.ranks = new Ranks(group);
    }

    /**
     * Follows rank 0 of the group to the end of its training, on the calling thread.
     *
     * @return the steps of the run that were made when rank 0 ended
     * @throws dev.facet.config.UsageException if this rank differs from rank 0, for instance in its data
     * @throws dev.facet.torch.group.RankException if another rank is lost
     */
    public static long follow(Group group) throws IOException {
        return new Follower(group).follow();
    }

    /** Tells the settings to the others, or gets them from rank 0. */
    static RunConfig agree(Group group, @Nullable RunConfig own) throws IOException {
        String text = new Ranks(group).text(own == null ? "" : ConfigWriter.yaml(own), 0);
        if (own != null) {
            return own;
        }
        Path file = Files.createTempFile("facet-settings", ".yaml");
        try {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
            return ConfigReader.read(file, List.of());
        } finally {
            Files.delete(file);
        }
    }

    private long follow() throws IOException {
        Together together = Together.of(group);
        RunConfig config = agree(group, null);
        try (Dataset data = Datasets.open(config.data(), Split.TRAIN)) {
            Division division = Division.of(data, config.data());
            Introduction.compare(group, config, division);
            TrainingConfig training = config.training();
            Engine.start(together.threads(training.threads()));
            try (Placement placement = together.place(training.device());
                    TrainingState state = new TrainingState(
                            config, division.training(), training.precision() == Precision.BF16, group)) {
                return follow(state, config, division.training());
            }
        }
    }

    private long follow(TrainingState state, RunConfig config, Dataset data) {
        TrainingStep step = new TrainingStep(config, data, group);
        Ranks.Order order = ranks.order();
        while (order != Ranks.Order.END) {
            ranks.learn(state);
            try (Prefetch prefetch =
                    new Prefetch(batches(config, data), state.progress().step(), PREFETCHED)) {
                order = steps(state, step, prefetch);
            }
        }
        return state.progress().step();
    }

    private Batches batches(RunConfig config, Dataset data) {
        TrainingConfig training = config.training();
        return new Batches(data, group.share(training.batch()), Draws.seed(training.seed(), "batches"));
    }

    /** Makes steps until rank 0 orders something else. */
    private Ranks.Order steps(TrainingState state, TrainingStep step, Prefetch prefetch) {
        Ranks.Order order = ranks.order();
        while (order == Ranks.Order.STEP) {
            long number = state.progress().step();
            try {
                step.make(state, number, prefetch.next()).forget();
                state.progress(state.progress().at(number + 1, state.progress().seconds()));
                state.average();
            } catch (TrainingStep.Diverged e) {
                // rank 0 has met the same, and orders its state of an earlier checkpoint
            }
            order = ranks.order();
        }
        return order;
    }
}
