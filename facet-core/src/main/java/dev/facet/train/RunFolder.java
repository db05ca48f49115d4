package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.format.AtomicFile;
import dev.facet.format.FormatException;
import dev.facet.format.JsonFile;
import dev.facet.settings.ConfigReader;

/**
 * The folder of one run, such as {@code runs/00012-mnist-infogan}: the only interface between training and everything
 * after it. Every file in it can be read without Facet. A folder gets its number when it is created, and is never
 * overwritten.
 */
public final class RunFolder {
    static final String CONFIG = "config.yaml";
    static final String RUN = "run.json";
    static final String CHECKPOINTS = "checkpoints";
    private static final String STATISTICS = "stats.jsonl";
    private static final String LOG = "log.txt";
    private static final String STOP = ".stop";
    private static final int LOCK_ATTEMPTS = 10;
    private static final long LOCK_PAUSE_MILLIS = 50;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path path;
    private @Nullable RunLock held;

    private RunFolder(Path path) {
        this.path = path;
    }

    /** An existing run. */
    public static RunFolder open(Path path) {
        if (!Files.isDirectory(path)) {
            throw new UsageException("there is no run at " + path
                    + "; a run is a folder that `facet train DATA` made, such as runs/00000-strokes-infogan.");
        }
        if (!Files.isRegularFile(path.resolve(CONFIG))) {
            throw new UsageException(path + " is not a run: it has no " + CONFIG + ". "
                    + TrainedSettings.of(path)
                            .map(trained -> trained.bringBack(CONFIG))
                            .orElse("Name a folder that `facet train DATA` made."));
        }
        return new RunFolder(path);
    }

    public Path path() {
        return path;
    }

    /** The settings in {@code config.yaml}. */
    public RunConfig config() throws IOException {
        return read(List.of());
    }

    /**
     * The settings with overrides, each {@code key=value}, for resuming the run.
     *
     * @throws UsageException if something other than a command changed {@code config.yaml}. The message lists the
     *     differences, except where an override gives the same value
     */
    public RunConfig config(List<String> overrides) throws IOException {
        RunConfig config = read(overrides);
        SettingsCheck.of(this).requireUnchanged(overrides);
        return config;
    }

    private RunConfig read(List<String> overrides) throws IOException {
        try {
            return ConfigReader.read(path.resolve(CONFIG), overrides);
        } catch (UsageException e) {
            if (!overrides.isEmpty()) {
                read(List.of()); // the mistake may be in an override, not in the file
            }
            Optional<TrainedSettings> trained = TrainedSettings.of(path);
            if (trained.isEmpty() || !overrides.isEmpty()) {
                throw e;
            }
            throw new UsageException(e.getMessage() + "\n" + trained.get().bringBack(CONFIG), e);
        }
    }

    /**
     * Saves the settings that the run continues with; {@code config.yaml} is not rewritten if its values are the same.
     */
    void write(RunConfig config) throws IOException {
        Path file = path.resolve(CONFIG);
        if (config().equals(config)) {
            SettingsFile.sign(file, config);
        } else {
            SettingsFile.write(file, config);
        }
    }

    /** The files of the run that checkpoints keep, by name: its settings and its description. */
    Map<String, byte[]> records(RunConfig config) throws IOException {
        return Map.of(CONFIG, SettingsFile.bytes(config), RUN, Files.readAllBytes(path.resolve(RUN)));
    }

    /** The fingerprint of the data that the run was started with. */
    public String fingerprint() throws IOException {
        return describe().path("data").path("fingerprint").asString("");
    }

    /** The content of {@code run.json}: versions, seed, data, machine. */
    public JsonNode describe() throws IOException {
        Path file = path.resolve(RUN);
        try {
            return JsonFile.read(file);
        } catch (NoSuchFileException | FormatException e) {
            String problem = e instanceof FormatException format ? format.problem() : "is missing";
            throw new FormatException(
                    file,
                    problem
                            + TrainedSettings.of(path)
                                    .map(trained -> ". " + trained.bringBack(RUN))
                                    .orElse(""),
                    e);
        }
    }

    /**
     * The names that people gave to codes and categories; empty if there are none yet.
     *
     * @throws FormatException if the file of names is damaged
     */
    public CodeNames names() throws IOException {
        return new NamesFile(path).read();
    }

    /**
     * The names that people gave to the codes and categories of a model. A damaged file of names is no failure: the
     * names are then empty, and {@code notice} gets one line about it.
     */
    public CodeNames names(LatentSpec latent, Consumer<String> notice) {
        return new NamesFile(path).read(latent, notice);
    }

    /**
     * Replaces the names of codes and categories.
     *
     * @return the new path of the old file, if it was damaged
     */
    public Optional<Path> write(LatentSpec latent, CodeNames names) throws IOException {
        return new NamesFile(path).write(latent, names);
    }

    public Path checkpoints() {
        return path.resolve(CHECKPOINTS);
    }

    public Path reals() {
        return path.resolve("reals.png");
    }

    public Path samples(long step) {
        return path.resolve(String.format("samples-%06d.png", step));
    }

    public Path codes(long step) {
        return path.resolve(String.format("codes-%06d.png", step));
    }

    public Path statistics() {
        return path.resolve(STATISTICS);
    }

    /**
     * Locks the folder against training by others until the result is closed. The operating system releases the lock if
     * this process dies.
     */
    RunLock lock() throws IOException {
        for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
            RunLock lock = RunLock.take(path);
            if (lock != null) {
                held = lock;
                return lock;
            }
            try {
                // a process that only checks whether the run is being trained holds the lock for a moment
                Thread.sleep(LOCK_PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new UsageException("the run " + path + " is being trained already, by " + RunLock.holder(path)
                + ". Wait for it or stop it; to train beside it, start a new run.");
    }

    /** Whether a process is training in this folder. */
    public boolean isTraining() throws IOException {
        return RunLock.isTaken(path);
    }

    /** Asks the process that trains in this folder to save and end after its current step. */
    public void requestStop() throws IOException {
        Path stop = path.resolve(STOP);
        if (Files.isSymbolicLink(stop)) {
            Files.delete(stop); // otherwise the file that a link leads to would be emptied
        }
        Files.write(stop, new byte[0]);
    }

    /**
     * Whether {@link #requestStop} was called since training began.
     *
     * @throws TrainingException if another process has taken the lock of this folder
     */
    boolean stopRequested() {
        if (held != null) {
            held.keep();
        }
        return Files.exists(path.resolve(STOP));
    }

    /** Removes a request to stop. */
    void forgetStop() throws IOException {
        Files.deleteIfExists(path.resolve(STOP));
    }

    /** The log of the run: one line per event, with its time in ISO 8601. */
    public Path log() {
        return path.resolve(LOG);
    }

    /** Appends a line to the log. */
    public void log(String line) throws IOException {
        Files.writeString(
                path.resolve(LOG),
                Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Appends a line to the statistics. */
    void append(Map<String, Object> statistics) throws IOException {
        Files.writeString(
                path.resolve(STATISTICS),
                JSON.writeValueAsString(statistics) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** A message that says why no checkpoint of the run is usable, and what to do. */
    String nothingToLoad() {
        return Remains.of(this).nothingToLoad();
    }

    /** A message about what remains of the run after a file could not be written, and how to continue. */
    String whatIsLeft() {
        return Remains.of(this).afterFailedWrite();
    }

    /** Removes files that killed training processes left here. Only the process that trains the run may call this. */
    void clean() throws IOException {
        Leftovers.delete(path);
        Checkpoint.clean(checkpoints());
        if (Files.isDirectory(starts())) {
            try (Stream<Path> places = Files.list(starts())) {
                for (Path place : places.filter(Files::isDirectory).toList()) {
                    Checkpoint.clean(place);
                }
            }
        }
    }

    /** Forces statistics and log to the disk. */
    void sync() throws IOException {
        AtomicFile.sync(statistics());
        AtomicFile.sync(log());
    }

    /** The folder of the starts while they are tried. */
    Path starts() {
        return path.resolve(".starts");
    }

    /**
     * Removes the statistics of steps after {@code step}, which will be done again, and damaged lines. Returns the
     * number of damaged lines.
     */
    long truncate(long step) throws IOException {
        return Statistics.truncate(statistics(), step);
    }
}
