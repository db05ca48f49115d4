package dev.facet.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
import dev.facet.settings.ConfigDifference;
import dev.facet.torch.Engine;

/**
 * The settings of a run with those values filled in that depend on data and machine: shape, scales, device and
 * precision.
 */
final class ResolvedConfig {
    private ResolvedConfig() {}

    static RunConfig of(RunConfig config, Dataset set) {
        Shape shape = set.shape();
        DataConfig data = set.settle(config.data());
        TrainingConfig t = config.training();
        Device device = Engine.resolve(t.device());
        Map<String, Scale> scales = new LinkedHashMap<>();
        Kind kind = Kind.IMAGES;
        int channels = shape.channels();
        if (shape instanceof SequenceShape sequences) {
            sequences.parts().forEach(channel -> scales.put(channel.name(), channel.scale()));
            kind = sequences.path() ? Kind.PATHS : Kind.SEQUENCES;
            channels = sequences.parts().size();
        }
        return config.withData(data.settled(kind, shape.width(), channels, scales))
                .withTraining(t.withDevice(device).withPrecision(Engine.resolve(t.precision(), device)));
    }

    /**
     * The settings of a resumed run. It may change {@link SettingsCheck#CHANGEABLE some settings}; {@code
     * training.steps} only if no schedule depends on it.
     *
     * @throws UsageException if other settings differ, the data has changed, or the run's settings are no longer those
     *     it was trained with
     */
    static RunConfig ofResumed(RunFolder folder, RunConfig config, Dataset data, Consumer<String> notice)
            throws IOException {
        SettingsCheck check = SettingsCheck.of(folder);
        check.requireTrained();
        check.requireDescription();
        check.tellOfEdits(notice);
        RunConfig before = check.commanded();
        RunConfig wanted = of(config, data);
        List<ConfigDifference> differences = SettingsCheck.fixed(before, wanted);
        if (!differences.isEmpty()) {
            throw new UsageException("the run " + folder.path() + " was started with other settings:\n  "
                    + differences.stream().map(ConfigDifference::toString).collect(Collectors.joining("\n  "))
                    + "\n" + SettingsCheck.rule() + " " + Hint.of("train", "--from", folder.path())
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
}
