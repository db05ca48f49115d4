package dev.facet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.facet.config.ConfigReader;
import dev.facet.config.Presets;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.source.DataSource;
import dev.facet.train.Monitor;
import dev.facet.train.TrainResult;

/**
 * What is to be trained: on which data, from which settings, and what is changed of those. {@link Facet} begins one,
 * and the command line is made of it:
 *
 * <pre>{@code
 * Facet.data(Path.of("pictures"))
 *         .withCodes("kind:cat10, c1:uniform, c2:uniform")
 *         .withMinutes(30)
 *         .train(Path.of("runs"), Monitor.printing(System.out));
 * }</pre>
 *
 * <p>Immutable: every method returns another. Mistakes are told by {@link #config} and {@link #train}, as a {@link
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

    /** On other data: a built-in or known set by its name, or a path as text. */
    public Training withData(String newData) {
        return new Training(preset, yaml, newData, method, settings);
    }

    /** On other data: a folder or ZIP archive of images, or an IDX, NumPy or MATLAB file. */
    public Training withData(Path newData) {
        return withData(newData.toAbsolutePath().normalize().toString());
    }

    /** By one of {@link RunConfig#METHODS}; where no settings were named, with the preset of that name. */
    public Training withMethod(String newMethod) {
        return new Training(preset, yaml, data, newMethod, settings);
    }

    /**
     * To find these codes, each {@code name:kind}, where a kind is {@code cat10} (10 categories), {@code uniform} on
     * [−1, 1], {@code uniform(low, high)} or {@code normal(deviation)}: {@code "kind:cat10, c1:uniform"}.
     */
    public Training withCodes(String codes) {
        return with("latent.codes=" + codes);
    }

    /** For so many steps in all, each of which trains both networks once. */
    public Training withSteps(long steps) {
        return with("training.steps=" + steps);
    }

    /** For so many minutes, if they are over before the steps are done; 0 for no limit. */
    public Training withMinutes(double minutes) {
        return with("training.minutes=" + minutes);
    }

    /** With all random numbers from another seed. */
    public Training withSeed(long seed) {
        return with("training.seed=" + seed);
    }

    /**
     * With any settings, each {@code key=value} as {@code --set} takes them: {@code "training.batch=64"}. The last of a
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
     * All settings of the run that this is.
     *
     * @throws UsageException if one is wrong, or there is no such preset, file or data
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
     * Trains a new run in a new numbered folder below {@code runs}, on the calling thread, and reports to {@code
     * monitor}, such as {@link Monitor#printing}.
     */
    public TrainResult train(Path runs, Monitor monitor) throws IOException {
        return Facet.train(config(), runs, monitor);
    }

    /** The preset where none was named: the method's, else the one of the data's name, else one that suits it. */
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
