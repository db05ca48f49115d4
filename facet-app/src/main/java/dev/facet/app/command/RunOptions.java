package dev.facet.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of all commands that train. */
@SuppressWarnings("NullAway.Init")
final class RunOptions {
    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "End after M minutes of training, if that comes first.")
    private @Nullable Double minutes;

    @Option(names = "--seed", paramLabel = "S", description = "The seed of all random numbers.")
    private @Nullable Long seed;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Change any setting, such as training.batch=64; repeatable. `facet presets show NAME` lists them.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "The folder for new run folders. Default: ${DEFAULT-VALUE}.")
    private Path out;

    /** The folder for new run folders. */
    Path out() {
        return out;
    }

    /** {@code others}, then these options as overrides; {@code --set} comes last, because it is the most specific. */
    List<String> after(List<String> others) {
        List<String> overrides = new ArrayList<>(others);
        override(overrides, "training.minutes", minutes);
        override(overrides, "training.seed", seed);
        overrides.addAll(settings);
        return overrides;
    }

    /** Adds an override if there is a value. */
    static void override(List<String> overrides, String key, @Nullable Object value) {
        if (value != null) {
            overrides.add(key + "=" + value);
        }
    }
}
