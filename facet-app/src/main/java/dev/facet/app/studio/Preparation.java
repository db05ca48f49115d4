package dev.facet.app.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.facet.Facet;
import dev.facet.Training;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.source.DataSource;
import dev.facet.data.source.Datasets;
import dev.facet.format.PlainFile;
import dev.facet.settings.ConfigReader;
import dev.facet.settings.Presets;
import dev.facet.train.RunFolder;

/** Checks requests for new runs, and turns them into arguments of the command line. */
final class Preparation {
    private final RunList runs;
    private final Path out;
    private final DataRoot root;
    private final Uploads uploads;

    /** {@code out} is the folder for new runs. */
    Preparation(RunList runs, Path out, DataRoot root, Uploads uploads) {
        this.runs = runs;
        this.out = out.toAbsolutePath().normalize();
        this.root = root;
        this.uploads = uploads;
    }

    /** The sets with a name whose data is here, and what they are. */
    static Map<String, String> sets() {
        Map<String, String> sets = new TreeMap<>();
        for (Datasets.Listing set : Datasets.list()) {
            if (!DataSource.known(set.name()) || exists(set.where())) {
                sets.put(set.name(), set.what());
            }
        }
        return sets;
    }

    private static boolean exists(String where) {
        try {
            return Files.exists(Path.of(where));
        } catch (InvalidPathException e) {
            return false; // words that say why it is not here
        }
    }

    /**
     * The data's name for the library: that of a set, or a path without links.
     *
     * @param thorough whether links in a folder are looked at, which takes time if it has many files
     * @throws Mistake if there is no such data, or it is where this server may not read
     */
    private String source(Asked.Place place, boolean thorough) throws IOException {
        switch (place.kind()) {
            case "set":
                if (!sets().containsKey(place.value())) {
                    throw new Mistake(
                            "data",
                            "there is no set '" + place.value() + "' on this machine; there are "
                                    + String.join(", ", sets().keySet())
                                    + ". `facet data list` says where others come from");
                }
                return place.value();
            case "path":
                Path path = root.find(place.value());
                if (thorough) {
                    root.requireClosed(path);
                }
                return path.toString();
            case "upload":
                return uploads.find(upload(place.value())).toString();
            default:
                return runs.find(place.value()).config().data().source();
        }
    }

    /** The number of an upload. */
    static int upload(String text) {
        if (!text.matches("\\d{1,6}")) {
            throw new NotFound("there is no upload '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    /** The preset that {@code facet train} takes for data. */
    static String suited(String source) {
        return Presets.names().contains(source)
                ? source
                : DataSource.preset(ConfigReader.resolve("mnist", List.of("data.source=" + source))
                        .data());
    }

    /**
     * Checks a request whose data will be read.
     *
     * @throws Mistake naming the field that is wrong
     */
    Prepared prepare(Asked asked) throws IOException {
        return prepare(asked, true);
    }

    /** As {@link #prepare(Asked)}, for a request whose data is not read: links in a folder are not looked at. */
    Prepared sketch(Asked asked) throws IOException {
        return prepare(asked, false);
    }

    private Prepared prepare(Asked asked, boolean thorough) throws IOException {
        String source = asked.data() == null ? null : source(asked.data(), thorough);
        List<String> arguments = new ArrayList<>(List.of("train"));
        if (source != null) {
            arguments.add(source);
        }
        RunConfig config = asked.from() == null ? fresh(asked, source, arguments) : further(asked, source, arguments);
        String wanted = source == null ? config.data().source() : DataSource.of(source);
        if (!config.data().source().equals(wanted)) {
            throw new Mistake("settings", "data.source cannot be set here; choose the data instead");
        }
        Set<String> files = files(config);
        files.removeAll(known(asked));
        if (!files.isEmpty()) {
            throw new Mistake(
                    "settings",
                    "settings that name files cannot be changed here: a request may not choose"
                            + " files of this machine. Start this run in a terminal");
        }
        Path file = Path.of(wanted).getFileName();
        return new Prepared(file == null ? wanted : file.toString(), arguments, out, config);
    }

    /** The files that settings name, beside the data. */
    private static Set<String> files(RunConfig config) {
        return config.own().values().stream()
                .flatMap(own -> own.files().stream())
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** The files that the settings of the run before name, of which somebody on this machine has told. */
    private Set<String> known(Asked asked) throws IOException {
        String before = asked.like() != null ? asked.like() : asked.from();
        return before == null ? Set.of() : files(runs.find(before).config());
    }

    private RunConfig fresh(Asked asked, @Nullable String source, List<String> arguments) throws IOException {
        Training training;
        if (asked.like() != null) {
            RunFolder like = runs.find(asked.like());
            Path settings = like.path().toAbsolutePath().normalize().resolve("config.yaml");
            if (!PlainFile.exists(settings)) {
                throw new NotFound("the run '" + asked.like() + "' has no settings");
            }
            arguments.addAll(List.of("--config", settings.toString()));
            training = Facet.settings(settings);
        } else {
            String preset = asked.preset() == null
                    ? Asked.field("data", () -> suited(Objects.requireNonNull(source)))
                    : asked.preset();
            training = Facet.preset(preset);
            checked("preset", training);
            arguments.addAll(List.of("--preset", preset));
        }
        if (source != null) {
            training = training.withData(source);
        }
        if (asked.like() != null) {
            // the settings were fitted to the time that the run had
            training = set(training, "training.plan=true", arguments);
        }
        if (asked.codes() != null) {
            training = training.withCodes(asked.codes());
            checked("codes", training);
            // never an option, whatever a name in it begins with
            arguments.addAll(
                    asked.codes().startsWith("-")
                            ? List.of("--codes=" + asked.codes())
                            : List.of("--codes", asked.codes()));
        }
        if (asked.steps() != null) {
            training = training.withSteps(asked.steps());
        }
        if (asked.minutes() != null) {
            training = training.withMinutes(asked.minutes());
        }
        if (asked.seed() != null) {
            training = training.withSeed(asked.seed());
        }
        numbers(asked, arguments);
        for (String setting : asked.settings()) {
            training = set(training, setting, arguments);
        }
        return checked("settings", training);
    }

    private static void numbers(Asked asked, List<String> arguments) {
        if (asked.steps() != null) {
            arguments.addAll(List.of("--steps", asked.steps().toString()));
        }
        if (asked.minutes() != null) {
            arguments.addAll(List.of("--minutes", number(asked.minutes())));
        }
        if (asked.seed() != null) {
            arguments.add("--seed=" + asked.seed());
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static Training set(Training training, String setting, List<String> arguments) {
        requireSetting(setting);
        arguments.addAll(List.of("--set", setting));
        return training.with(setting);
    }

    private static void requireSetting(String setting) {
        if (!setting.matches("[a-z][A-Za-z0-9._-]*=.*")) {
            throw new Mistake(
                    "settings", "'" + setting + "' is not a setting; wanted key=value, such as training.batch=64");
        }
    }

    private static RunConfig checked(String field, Training training) {
        return Asked.field(field, () -> {
            try {
                return training.config();
            } catch (UncheckedIOException e) {
                throw new UsageException(String.valueOf(e.getMessage()), e);
            }
        });
    }

    /** A run with the weights of another; the command line fills in what such a run needs. */
    private RunConfig further(Asked asked, @Nullable String source, List<String> arguments) throws IOException {
        if (asked.codes() != null) {
            throw new Mistake(
                    "codes", "a run that begins with the weights of another has the codes of that; leave them out");
        }
        RunFolder from = runs.find(Objects.requireNonNull(asked.from()));
        arguments.addAll(
                List.of("--from", from.path().toAbsolutePath().normalize().toString()));
        numbers(asked, arguments);
        List<String> overrides = new ArrayList<>();
        if (source != null) {
            overrides.add("data.source=" + DataSource.of(source));
        }
        asked.settings().forEach(setting -> {
            requireSetting(setting);
            arguments.addAll(List.of("--set", setting));
            overrides.add(setting);
        });
        try {
            return from.config(overrides);
        } catch (UsageException e) {
            throw new Mistake(overrides.isEmpty() ? "from" : "settings", e);
        }
    }
}
