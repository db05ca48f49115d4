package dev.facet.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a run is trained.
 *
 * @param batch images per step
 * @param steps number of steps; one step trains D and G once each
 * @param minutes training ends after this many minutes if that comes first; 0 for no limit
 * @param plan whether settings that are counted in steps are fitted to the minutes before a run begins, by a measured
 *     speed
 * @param seed seed of initial weights, latent codes, batch order and warps
 * @param threads CPU threads; 0 takes all cores
 * @param device device for training; {@code AUTO} takes an NVIDIA GPU where libtorch finds one
 * @param precision {@code AUTO} takes bf16 where the CPU has instructions for it, and fp32 on a GPU
 * @param generatorRate learning rate of G
 * @param discriminatorRate learning rate of D and Q
 * @param optimiser the algorithm that updates the weights
 * @param schedule how all learning rates change over {@code steps}
 * @param decay decay of the learning rates: at the n-th update, counted from 0, they are divided by 1 + decay · n
 * @param beta1 Adam's first moment decay
 * @param beta2 Adam's second moment decay
 * @param averageHalfLife half-life of the exponential moving average of the weights of the networks that make items;
 *     pictures are drawn with this average; 0 for none
 * @param averageUnit unit of half-lives
 * @param averages half-lives for single networks, by name, which override {@code averageHalfLife}; 0 for no average
 * @param snapshotEvery steps between sample grids
 * @param checkpointEvery steps between checkpoints
 * @param keepCheckpoints number of latest checkpoints that are kept
 */
public record TrainingConfig(
        int batch,
        long steps,
        double minutes,
        boolean plan,
        long seed,
        int threads,
        Device device,
        Precision precision,
        double generatorRate,
        double discriminatorRate,
        Optimiser optimiser,
        Schedule schedule,
        double decay,
        double beta1,
        double beta2,
        double averageHalfLife,
        AverageUnit averageUnit,
        Map<String, Double> averages,
        long snapshotEvery,
        long checkpointEvery,
        int keepCheckpoints) {
    public TrainingConfig {
        averages = Collections.unmodifiableMap(new LinkedHashMap<>(averages));
    }

    /** Units of the half-lives of averages. */
    public enum AverageUnit {
        STEPS,
        IMAGES
    }

    /** Devices for training. A trained model is used on the CPU. */
    public enum Device {
        AUTO,
        CPU,
        CUDA
    }

    /** The arithmetic of the networks; weights and optimiser state are fp32 in any case. */
    public enum Precision {
        AUTO,
        FP32,
        BF16
    }

    /** Optimisers. */
    public enum Optimiser {
        ADAM,
        RMSPROP
    }

    /**
     * How gradients update weights.
     *
     * @param decay as in {@link TrainingConfig}, like the other components
     */
    public record Descent(Optimiser optimiser, double decay, double beta1, double beta2) {}

    /** How gradients update weights, unless a phase has settings of its own. */
    public Descent descent() {
        return new Descent(optimiser, decay, beta1, beta2);
    }

    /** A copy with another number of steps and minutes. */
    public TrainingConfig withDuration(long newSteps, double newMinutes) {
        return with(newSteps, newMinutes, plan, seed, threads, device, precision);
    }

    /** A copy with planning on or off. */
    public TrainingConfig withPlan(boolean newPlan) {
        return with(steps, minutes, newPlan, seed, threads, device, precision);
    }

    /** A copy with another seed. */
    public TrainingConfig withSeed(long newSeed) {
        return with(steps, minutes, plan, newSeed, threads, device, precision);
    }

    /** A copy with another precision. */
    public TrainingConfig withPrecision(Precision newPrecision) {
        return with(steps, minutes, plan, seed, threads, device, newPrecision);
    }

    /** A copy with another device. */
    public TrainingConfig withDevice(Device newDevice) {
        return with(steps, minutes, plan, seed, threads, newDevice, precision);
    }

    /** A copy with another number of threads. */
    public TrainingConfig withThreads(int newThreads) {
        return with(steps, minutes, plan, seed, newThreads, device, precision);
    }

    private TrainingConfig with(
            long newSteps,
            double newMinutes,
            boolean newPlan,
            long newSeed,
            int newThreads,
            Device newDevice,
            Precision newPrecision) {
        return new TrainingConfig(
                batch,
                newSteps,
                newMinutes,
                newPlan,
                newSeed,
                newThreads,
                newDevice,
                newPrecision,
                generatorRate,
                discriminatorRate,
                optimiser,
                schedule,
                decay,
                beta1,
                beta2,
                averageHalfLife,
                averageUnit,
                averages,
                snapshotEvery,
                checkpointEvery,
                keepCheckpoints);
    }

    /** Refuses values that are out of range. */
    public void check(Check check) {
        check.whole("batch", batch, 2, 65_536);
        check.whole("steps", steps, 1, 1_000_000_000);
        check.number("minutes", minutes, 0, 1e6);
        check.whole("threads", threads, 0, 1024);
        check.rate("generator-rate", generatorRate);
        check.rate("discriminator-rate", discriminatorRate);
        check.decay("beta1", beta1);
        check.decay("beta2", beta2);
        check.number("decay", decay, 0, 1);
        check.number("average-half-life", averageHalfLife, 0, 1e9);
        averages.forEach((network, halfLife) -> check.number("averages." + network, halfLife, 0, 1e9));
        check.whole("snapshot-every", snapshotEvery, 1, Long.MAX_VALUE);
        check.whole("checkpoint-every", checkpointEvery, 1, Long.MAX_VALUE);
        check.whole("keep-checkpoints", keepCheckpoints, 1, 1_000_000);
    }
}
