package dev.facet.method;

import dev.facet.config.Check;
import dev.facet.config.Numbers;
import dev.facet.config.OwnSettings;
import dev.facet.config.OwnSettings.Section;

/**
 * What InfoGAN-CR adds to InfoGAN (Lin, Thekumparampil, Fanti, Oh 2020): H predicts which code two images share.
 *
 * @param weight weight of H's term in G's loss
 * @param gap smallest difference between the values of a code that two images do not share, at most 2. It applies to
 *     codes on [−1, 1] and is scaled for other ranges.
 * @param rate learning rate of H
 */
public record InfoGanCrConfig(Ramp weight, Ramp gap, double rate) implements OwnSettings {
    static final Section SECTION = new Section("infogan-cr", InfoGanCrConfig.class, """
            # For method infogan-cr (Lin et al. 2020). A network H tells which continuous code two images share. The
            # weight and the gap change in equal steps; at each change H starts from new weights.
            infogan-cr:
              weight:                             # weight of H's term in the generator's loss
                start: 0                          # value at first
                change: 2                         # added at each change
                every: 3000                       # steps between changes
                times: 1                          # number of changes
              gap:                                # least distance of codes that two images do not share, on [-1, 1]
                start: 0                          # value at first
                change: 0                         # added at each change
                every: 3000                       # steps between changes
                times: 0                          # number of changes
              rate: 0.002                         # learning rate of H
            """);

    /**
     * A number that changes in equal steps. At each change H takes new starting weights.
     *
     * @param start value at first
     * @param change added every {@code every} training steps
     * @param times largest number of changes
     */
    public record Ramp(double start, double change, long every, int times) {
        /** The value at a training step; never below 0. */
        public double at(long step) {
            return Math.max(0, start + change * changes(step));
        }

        /** The first training step at which the value is above 0; {@code Long.MAX_VALUE} if there is none. */
        public long begins() {
            if (start > 0) {
                return 0;
            }
            double needed = change > 0 ? Math.floor(-start / change) + 1 : Double.POSITIVE_INFINITY;
            return every >= 1 && needed <= times ? (long) needed * every : Long.MAX_VALUE;
        }

        /** The number of changes up to a training step. */
        public long changes(long step) {
            return every < 1 ? 0 : Math.min(times, step / every);
        }

        private void check(Check check, double most) {
            check.number("start", start, 0, most);
            check.number("change", change, -most, most);
            check.whole("every", every, 1, Long.MAX_VALUE);
            check.whole("times", times, 0, 1_000_000);
            double end = at(Long.MAX_VALUE);
            if (end > most) {
                throw check.error(
                        "change",
                        Numbers.plain(change),
                        "such that start + times · change, now " + Numbers.plain(end) + ", is at most "
                                + Numbers.plain(most));
            }
        }
    }

    /** Whether the weight or the gap changes at a training step, so that H takes new starting weights. */
    public boolean changesAt(long step) {
        return step > 0
                && (weight.changes(step) != weight.changes(step - 1) || gap.changes(step) != gap.changes(step - 1));
    }

    @Override
    public void check(Check check) {
        weight.check(check.within("weight"), 1000);
        gap.check(check.within("gap"), 2);
        check.rate("rate", rate);
    }
}
