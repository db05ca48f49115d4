package dev.facet.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.format.AtomicFile;
import dev.facet.format.Folders;
import dev.facet.format.FormatException;
import dev.facet.format.JsonFile;
import dev.facet.settings.ConfigDifference;
import dev.facet.settings.ConfigReader;
import dev.facet.settings.ConfigWriter;

/**
 * A folder of runs that differ in some settings, such as the seed. It contains {@code base.yaml}, the common settings;
 * {@code sweep.json}, which maps each run's differences to its folder; and the folders of the runs. A sweep that is
 * opened again with the same settings continues; runs may be added.
 */
public final class Sweep {
    private static final String BASE = "base.yaml";
    private static final String PLAN = "sweep.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path path;
    private final Map<String, String> runs;
    /** The folders that were made for a new sweep, the innermost first. */
    private final List<Path> made;

    private final boolean isNew;

    private Sweep(Path path, Map<String, String> runs, List<Path> made, boolean isNew) {
        this.path = path;
        this.runs = runs;
        this.made = made;
        this.isNew = isNew;
    }

    /**
     * Opens the sweep in {@code path}, or creates it.
     *
     * @param base the settings that all runs share
     * @throws UsageException if {@code path} contains a sweep with other settings, or something else
     */
    public static Sweep open(Path path, RunConfig base) throws IOException {
        Path settings = path.resolve(BASE);
        if (Files.exists(path.resolve(PLAN))) {
            List<String> differences = ConfigDifference.between(ConfigReader.read(settings, List.of()), base);
            if (!differences.isEmpty()) {
                throw new UsageException(path + " holds a sweep of other settings: " + String.join("; ", differences)
                        + ". Name another folder with --out, or use the sweep's original settings.");
            }
            return new Sweep(path, read(path.resolve(PLAN)), List.of(), false);
        }
        if (Files.exists(path) && !isEmpty(path)) {
            throw new UsageException(path + " exists and is no sweep. Name another folder with --out.");
        }
        List<Path> made = Folders.make(path);
        AtomicFile.write(settings, ConfigWriter.yaml(base).getBytes(StandardCharsets.UTF_8));
        Sweep sweep = new Sweep(path, new LinkedHashMap<>(), made, true);
        sweep.write();
        return sweep;
    }

    /** The runs of the sweep in {@code path}, in the order in which they were started; empty if there is no sweep. */
    public static List<Path> runs(Path path) throws IOException {
        Path plan = path.resolve(PLAN);
        return Files.exists(plan)
                ? read(plan).values().stream().map(path::resolve).toList()
                : List.of();
    }

    /** Replaces the folders of sweeps by the folders of their runs. */
    public static List<Path> expand(List<Path> folders) throws IOException {
        List<Path> expanded = new ArrayList<>();
        for (Path folder : folders) {
            List<Path> swept = runs(folder);
            expanded.addAll(swept.isEmpty() ? List.of(folder) : swept);
        }
        return expanded;
    }

    /**
     * The planned runs: every combination of grid values with every seed, each as overrides {@code key=value}; the seed
     * varies fastest.
     */
    public static List<List<String>> plan(List<Long> seeds, Map<String, List<String>> grid) {
        List<List<String>> plan = List.of(List.of());
        Map<String, List<String>> all = new LinkedHashMap<>(grid);
        all.put("training.seed", seeds.stream().map(String::valueOf).toList());
        for (Map.Entry<String, List<String>> axis : all.entrySet()) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> before : plan) {
                for (String value : axis.getValue()) {
                    List<String> one = new ArrayList<>(before);
                    one.add(axis.getKey() + "=" + value);
                    longer.add(List.copyOf(one));
                }
            }
            plan = longer;
        }
        return plan;
    }

    public Path path() {
        return path;
    }

    /** The folder of the run with these differences, if it was started. */
    public Optional<Path> run(List<String> overrides) {
        return Optional.ofNullable(runs.get(key(overrides))).map(path::resolve);
    }

    /** Records that {@code run}, a folder of this sweep, is the run with these differences. */
    public void began(List<String> overrides, Path run) throws IOException {
        runs.put(key(overrides), String.valueOf(run.getFileName()));
        write();
    }

    /**
     * Removes what {@link #open} made, if it made a new sweep of which no run has begun. So a mistake leaves nothing
     * behind, and the same command starts the sweep anew.
     */
    public void removeUnused() throws IOException {
        if (!isNew || !runs.isEmpty() || !holdsNothingElse()) {
            return;
        }
        Files.deleteIfExists(path.resolve(PLAN));
        Files.deleteIfExists(path.resolve(BASE));
        Folders.deleteEmpty(made);
    }

    /** A run that began may be unknown yet. */
    private boolean holdsNothingElse() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> String.valueOf(file.getFileName())).allMatch(List.of(BASE, PLAN)::contains);
        }
    }

    private void write() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode list = root.putObject("runs");
        runs.forEach(list::put);
        AtomicFile.write(
                path.resolve(PLAN), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }

    private static Map<String, String> read(Path plan) throws IOException {
        Map<String, String> runs = new LinkedHashMap<>();
        JsonNode list = JsonFile.read(plan).path("runs");
        if (!list.isObject()) {
            throw new FormatException(
                    plan,
                    "does not say which runs there are, as {\"runs\": {\"seed=1\": \"0001\"}} would; it is damaged");
        }
        for (Map.Entry<String, JsonNode> entry : list.properties()) {
            String folder = entry.getValue().isString() ? entry.getValue().stringValue() : "";
            if (!folder.matches("[^/\\\\\\x00-\\x1f.][^/\\\\\\x00-\\x1f]{0,254}")) {
                throw new FormatException(plan, "names the folder '" + folder + "', which is none of a sweep's");
            }
            runs.put(entry.getKey(), folder);
        }
        return runs;
    }

    private static String key(List<String> overrides) {
        return String.join(" ", overrides);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
