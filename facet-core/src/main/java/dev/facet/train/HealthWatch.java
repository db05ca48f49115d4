package dev.facet.train;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.facet.config.RunConfig;
import dev.facet.data.Division;
import dev.facet.train.Health.Finding;
import dev.facet.train.Health.Kind;

/**
 * Watches the health of a training: keeps the result of each {@link Checkup} and the best checkpoint, and tells the
 * user of a finding once two checkups in a row have made it.
 */
final class HealthWatch {
    private final RunFolder folder;
    private final RunWriter writer;
    private final Checkup checkup;
    private final Set<Kind> told = EnumSet.noneOf(Kind.class);
    private @Nullable Health last;
    private double least = Double.POSITIVE_INFINITY;

    HealthWatch(RunFolder folder, RunConfig config, Division division, RunWriter writer) {
        this.folder = folder;
        this.writer = writer;
        this.checkup = new Checkup(config, division);
    }

    /** Takes up what earlier sessions of the run left, up to the step where training begins. */
    void begin(long step) throws IOException {
        last = Health.ifReadable(folder).filter(health -> health.step() <= step).orElse(null);
        Optional<Checkpoint> best = Checkpoint.best(folder.checkpoints())
                .filter(there -> there.damage().isEmpty());
        if (best.isPresent()) {
            least = Health.read(best.get().folder().resolve(Health.FILE))
                    .map(health -> health.figures().get(Checkup.DISTANCE))
                    .orElse(Double.POSITIVE_INFINITY);
        }
    }

    /** Examines the training, adds to the statistics of the steps, and keeps the state if it is the best so far. */
    void examine(TrainingState state, Beginnings beginnings, Clock clock) throws IOException {
        Checkup.Result result = checkup.of(state, clock.newest());
        clock.note(result.statistics());
        Health before = last;
        Health now = keep(result.health());
        for (Finding finding : now.findings()) {
            if (before != null && before.has(finding.kind()) && told.add(finding.kind())) {
                writer.notice(String.format(Locale.ROOT, "step %,d: %s", now.step(), finding.message()));
            }
        }
        Double distance = now.figures().get(Checkup.DISTANCE);
        if (distance != null && distance < least) {
            writer.best(state, beginnings, now);
            least = distance;
        }
    }

    /** The health of a state at the end of a run; it is examined unless it was. */
    Health atEnd(TrainingState state, Clock clock) throws IOException {
        Health known = last;
        return known != null && known.step() == state.progress().step()
                ? known
                : keep(checkup.of(state, clock.newest()).health());
    }

    private Health keep(Health health) throws IOException {
        writer.health(health);
        last = health;
        return health;
    }
}
