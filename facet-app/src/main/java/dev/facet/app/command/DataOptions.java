package dev.facet.app.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import picocli.CommandLine.Option;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.UsageException;
import dev.facet.settings.ConfigReader;

/** How commands that look at data, and train nothing, are told to read it. */
final class DataOptions {
    @Option(
            names = "--resolution",
            paramLabel = "PIXELS",
            defaultValue = "0",
            description =
                    "Resample images to this height and width, or sequences to this many time steps. Default: their"
                            + " own.")
    private int resolution;

    @Option(
            names = "--channels",
            paramLabel = "N",
            defaultValue = "0",
            description = "1 for grey, 3 for RGB. Default: their own.")
    private int channels;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Another setting of data, such as data.fit=pad. Repeatable.")
    private List<String> settings = new ArrayList<>();

    /** Whether nothing is said, so that data is read as it is. */
    boolean areDefaults() {
        return resolution == 0 && channels == 0 && settings.isEmpty();
    }

    /**
     * The settings by which a source is read.
     *
     * @throws UsageException if {@code --set} names other settings than those of data
     */
    DataConfig of(String source, Kind kind) {
        if (!settings.stream().allMatch(setting -> setting.startsWith("data."))) {
            throw new UsageException("--set takes settings of data here, such as data.fit=pad.");
        }
        List<String> wanted = new ArrayList<>(List.of(
                "data.source=" + source,
                "data.kind=" + kind.name().toLowerCase(Locale.ROOT),
                "data.resolution=" + resolution,
                "data.channels=" + channels));
        wanted.addAll(settings);
        return ConfigReader.resolve("mnist", wanted).data();
    }
}
