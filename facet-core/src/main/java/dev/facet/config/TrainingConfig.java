package dev.facet.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a run is trained.
 *
 * @param batch images per step
 * @param steps how many steps; one step trains D and G once each
 * @param minutes stops after so many minutes of training if that comes first; 0 for no limit
 * @param plan whether settings that go by steps are fitted to the minutes, by a measured speed, before a run begins
 * @param seed what initial weights, latent codes, batch order and warps are drawn from
 * @param threads CPU threads; 0 takes all cores
 * @param device what the networks are trained on; {@code AUTO} takes an NVIDIA GPU where libtorch finds one
 * @param precision {@code AUTO} takes bf16 where the CPU has instructions for it, and fp32 on a GPU
 * @param generatorRate learning rate of G
 * @param discriminatorRate learning rate of D and Q
 * @param optimiser what moves the weights
 * @param schedule what becomes of all learning rates over {@code steps}
 * @param decay of the learning rates: at the n-th update, from 0, they are divided by 1 + decay · n
 * @param beta1 Adam's first moment decay
 * @param beta2 Adam's second moment decay
 * @param averageHalfLife half-life of the exponential average of the weights of the networks that make items, which
 *     pictures are drawn with; 0 for none
 * @param averageUnit what half-lives count
 * @param averages half-lives of other networks, or of single ones, by name; 0 for none
 * @param snapshotEvery steps between sample grids
 * @param checkpointEvery steps between checkpoints
 * @param keepCheckpoints how many of the latest checkpoints are kept
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

    /** What half-lives of averages count. */
    public enum AverageUnit {
        STEPS,
        IMAGES
    }

    /** What networks are trained on. A trained model is used on the CPU. */
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

    /** The optimisers there are. */
    public enum Optimiser {
        ADAM,
        RMSPROP
    }

    /**
     * How gradients move weights.
     *
     * @param decay as in {@link TrainingConfig}; so are the others
     */
    public record Descent(Optimiser optimiser, double decay, double beta1, double beta2) {}

    /** How gradients move weights, unless a phase says otherwise. */
    public Descent descent() {
        return new Descent(optimiser, decay, beta1, beta2);
    }

    /** The same with another end. */
    public TrainingConfig withDuration(long newSteps, double newMinutes) {
        return with(newSteps, newMinutes, plan, seed, threads, device, precision);
    }

    /** The same, to be planned or not. */
    public TrainingConfig withPlan(boolean newPlan) {
        return with(steps, minutes, newPlan, seed, threads, device, precision);
    }

    /** The same with another seed. */
    public TrainingConfig withSeed(long newSeed) {
        return with(steps, minutes, plan, newSeed, threads, device, precision);
    }

    /** The same in another precision. */
    public TrainingConfig withPrecision(Precision newPrecision) {
        return with(steps, minutes, plan, seed, threads, device, newPrecision);
    }

    /** The same on another device. */
    public TrainingConfig withDevice(Device newDevice) {
        return with(steps, minutes, plan, seed, threads, newDevice, precision);
    }

    /** The same with another number of threads. */
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
