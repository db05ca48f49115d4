package dev.facet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.source.DataSource;
import dev.facet.settings.ConfigReader;
import dev.facet.settings.Presets;
import dev.facet.train.Monitor;
import dev.facet.train.TrainResult;

/**
 * A training to be run: its data, a preset or file of settings, and changes to those. {@link Facet} begins one, and the
 * command line uses it:
 *
 * <pre>{@code
 * Facet.data(Path.of("pictures"))
 *         .withCodes("kind:cat10, c1:uniform, c2:uniform")
 *         .withMinutes(30)
 *         .train(Path.of("runs"), Monitor.printing(System.out));
 * }</pre>
 *
 * <p>Immutable: every method returns a new object. {@link #config} and {@link #train} report mistakes as a {@link
 * UsageException} that names the setting.
 */
public final class Training {
    static final Training START = new Training(null, null, null, null, List.of());

    private final @Nullable String preset;
    private final @Nullable Path yaml;
    private final @Nullable String data;
    private final @Nullable String method;
    private final List<String> settings;

    private Training(
            @Nullable String preset,
            @Nullable Path yaml,
            @Nullable String data,
            @Nullable String method,
            List<String> settings) {
        this.preset = preset;
        this.yaml = yaml;
        this.data = data;
        this.method = method;
        this.settings = settings;
    }

    Training from(String newPreset) {
        return new Training(newPreset, null, data, method, settings);
    }

    Training from(Path newYaml) {
        return new Training(null, newYaml, data, method, settings);
    }

    /** Sets the data: a built-in or known set by its name, or a path as text. */
    public Training withData(String newData) {
        return new Training(preset, yaml, newData, method, settings);
    }

    /** Sets the data: a folder, ZIP or tar archive of images, or an IDX, NumPy or MATLAB file. */
    public Training withData(Path newData) {
        return withData(newData.toAbsolutePath().normalize().toString());
    }

    /** By one of {@link dev.facet.method.Methods#names}; where no settings were named, with the preset of that name. */
    public Training withMethod(String newMethod) {
        return new Training(preset, yaml, data, newMethod, settings);
    }

    /**
     * Sets the codes to find, each {@code name:kind}, where a kind is {@code cat10} (10 categories), {@code
     * cat10:learned} (as frequent as in the data), {@code auto30} (as many as needed, at most 30), {@code uniform} on
     * [−1, 1], {@code uniform(low, high)} or {@code normal(deviation)}: {@code "kind:cat10, c1:uniform"}.
     */
    public Training withCodes(String codes) {
        return with("latent.codes=" + codes);
    }

    /** Sets the total number of steps, each of which trains both networks once. */
    public Training withSteps(long steps) {
        return with("training.steps=" + steps);
    }

    /** Sets a limit in minutes, which ends the training if the steps are not done before; 0 for none. */
    public Training withMinutes(double minutes) {
        return with("training.minutes=" + minutes);
    }

    /** Sets the seed of all random numbers. */
    public Training withSeed(long seed) {
        return with("training.seed=" + seed);
    }

    /**
     * Sets any settings, each {@code key=value} as for {@code --set}: {@code "training.batch=64"}. The last value of a
     * key counts.
     */
    public Training with(String... more) {
        return new Training(
                preset,
                yaml,
                data,
                method,
                Stream.concat(settings.stream(), Arrays.stream(more)).toList());
    }

    /**
     * The complete configuration of the run.
     *
     * @throws UsageException if a setting is wrong, or the preset, file or data does not exist
     */
    public RunConfig config() {
        List<String> overrides = new ArrayList<>();
        if (method != null) {
            overrides.add("method=" + method);
        }
        if (data != null) {
            overrides.add("data.source=" + DataSource.of(data));
        }
        overrides.addAll(settings);
        return yaml != null
                ? ConfigReader.read(yaml, overrides)
                : ConfigReader.resolve(preset != null ? preset : suited(overrides), overrides);
    }

    /**
     * Trains a new run in a new numbered folder in {@code runs}, on the calling thread, and reports to {@code monitor},
     * such as {@link Monitor#printing}.
     */
    public TrainResult train(Path runs, Monitor monitor) throws IOException {
        return Facet.train(config(), runs, monitor);
    }

    /** The default preset: the method's, else the one named like the data, else one that suits the data. */
    private String suited(List<String> overrides) {
        if (method != null && Presets.names().contains(method)) {
            return method;
        }
        if (data == null || Presets.names().contains(data)) {
            return data == null ? "images" : data;
        }
        List<String> about = overrides.stream()
                .filter(override -> override.startsWith("data."))
                .toList();
        return DataSource.preset(ConfigReader.resolve("mnist", about).data());
    }
}
