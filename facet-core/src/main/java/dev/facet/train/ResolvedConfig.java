package dev.facet.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.facet.config.ConfigDifference;
import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.Hint;
import dev.facet.config.RunConfig;
import dev.facet.config.Schedule;
import dev.facet.config.TrainingConfig;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;
import dev.facet.torch.Engine;

/** The settings of a run with what its data and its machine decide: shape, scales, device and precision. */
final class ResolvedConfig {
    private ResolvedConfig() {}

    static RunConfig of(RunConfig config, Shape shape) {
        DataConfig data = config.data();
        TrainingConfig t = config.training();
        Device device = Engine.resolve(t.device());
        Map<String, Scale> scales = new LinkedHashMap<>();
        Kind kind = Kind.IMAGES;
        if (shape instanceof SequenceShape sequences) {
            sequences.parts().forEach(channel -> scales.put(channel.name(), channel.scale()));
            kind = sequences.path() ? Kind.PATHS : Kind.SEQUENCES;
        }
        return config.withData(new DataConfig(
                        data.source(), kind, shape.width(), shape.channels(), scales, data.count(), data.seed()))
                .withTraining(t.withDevice(device).withPrecision(Engine.resolve(t.precision(), device)));
    }

    /**
     * Of a run that goes on, which may change {@code training.minutes}, {@code training.device}, and {@code training.steps} unless a
     * schedule depends on it.
     *
     * @throws UsageException that lists each other difference, or says that the data has changed
     */
    static RunConfig ofResumed(RunFolder folder, RunConfig config, Dataset data) throws IOException {
        RunConfig before = folder.config();
        RunConfig wanted = of(config, data.shape());
        List<String> differences = ConfigDifference.between(withChangeable(before, wanted), wanted);
        if (!differences.isEmpty()) {
            throw new UsageException("the run " + folder.path() + " was started with other settings:\n  "
                    + String.join("\n  ", differences)
                    + "\nOnly training.steps, training.minutes and training.device may change in a resumed run; for other"
                    + " settings start a new run. " + Hint.of("train", "--from", folder.path())
                    + " starts one with the weights of this one.");
        }
        long steps = wanted.training().steps();
        if (before.training().schedule() != Schedule.CONSTANT
                && before.training().steps() != steps) {
            throw new UsageException("the learning rates of run " + folder.path() + " fall to nothing over its "
                    + before.training().steps() + " steps (training.schedule), so training.steps cannot become " + steps
                    + ". Train a new run that begins with the weights of this one: "
                    + Hint.of("train", "--from", folder.path(), "--steps", steps) + ".");
        }
        if (!data.fingerprint().equals(folder.fingerprint())) {
            throw new UsageException("the data of run " + folder.path() + " has changed since it was started: "
                    + data.name() + " now has fingerprint " + data.fingerprint() + ", then it had "
                    + folder.fingerprint() + ". Bring the old data back, or start a new run.");
        }
        return wanted;
    }

    private static RunConfig withChangeable(RunConfig config, RunConfig other) {
        TrainingConfig wanted = other.training();
        return config.withTraining(
                config.training().withDuration(wanted.steps(), wanted.minutes()).withDevice(wanted.device()));
    }
}
