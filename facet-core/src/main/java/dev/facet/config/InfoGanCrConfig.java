package dev.facet.config;

/**
 * What InfoGAN-CR adds to InfoGAN (Lin, Thekumparampil, Fanti, Oh 2020): H tells which code two images share.
 *
 * @param weight of H's information in G's loss
 * @param gap how far apart the codes that two images do not share are at least, for codes on [−1, 1], at most 2; of
 *     others in proportion
 * @param rate learning rate of H
 */
public record InfoGanCrConfig(Ramp weight, Ramp gap, double rate) {
    /**
     * A number that changes in equal steps. At each change H begins anew.
     *
     * @param start at first
     * @param change added every {@code every} training steps
     * @param times how often at most
     */
    public record Ramp(double start, double change, long every, int times) {
        /** At a training step; never below 0. */
        public double at(long step) {
            return Math.max(0, start + change * changes(step));
        }

        /** The first training step at which it is more than 0; {@code Long.MAX_VALUE} if there is none. */
        public long begins() {
            if (start > 0) {
                return 0;
            }
            double needed = change > 0 ? Math.floor(-start / change) + 1 : Double.POSITIVE_INFINITY;
            return every >= 1 && needed <= times ? (long) needed * every : Long.MAX_VALUE;
        }

        /** How often it has changed before a training step. */
        public long changes(long step) {
            return every < 1 ? 0 : Math.min(times, step / every);
        }
    }

    /** Whether something changes at a training step, so that H begins anew. */
    public boolean changesAt(long step) {
        return step > 0
                && (weight.changes(step) != weight.changes(step - 1) || gap.changes(step) != gap.changes(step - 1));
    }
}
