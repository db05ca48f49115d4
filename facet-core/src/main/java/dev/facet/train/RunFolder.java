package dev.facet.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.CodeNames;
import dev.facet.config.ConfigReader;
import dev.facet.config.ConfigWriter;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.format.AtomicFile;
import dev.facet.format.FormatException;
import dev.facet.format.JsonFile;

/**
 * The folder of one run, such as {@code runs/00012-mnist-infogan}: the only interface between training and what comes after it.
 * Every file in it can be read without Facet. A folder is numbered when made, and never overwritten.
 */
public final class RunFolder {
    private static final String CONFIG = "config.yaml";
    private static final String RUN = "run.json";
    private static final String STATISTICS = "stats.jsonl";
    private static final String LOG = "log.txt";
    private static final String LOCK = ".lock";
    private static final String NAMES = "codes.json";
    private static final String STOP = ".stop";
    private static final int LOCK_ATTEMPTS = 10;
    private static final long LOCK_PAUSE_MILLIS = 50;
    private static final int NUMBER_DIGITS = 5;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /** Makes the next numbered folder below {@code runs}, with the configuration and a description of what is being run. */
    static RunFolder create(Path runs, RunConfig config, Dataset data, String engine) throws IOException {
        try {
            return make(runs, config, data, engine);
        } catch (AccessDeniedException e) {
            throw unusable(runs, "there is no permission to write to " + e.getFile(), e);
        } catch (FileAlreadyExistsException e) {
            throw unusable(runs, e.getFile() + " is a file, not a folder", e);
        } catch (NoSuchFileException e) {
            throw unusable(runs, "the folder cannot be made", e);
        }
    }

    private static IOException unusable(Path runs, String reason, IOException cause) {
        return new IOException(
                "no run can be started in " + runs.toAbsolutePath() + ": " + reason
                        + ". Name a folder that you may write to with `--out DIR`.",
                cause);
    }

    private static RunFolder make(Path runs, RunConfig config, Dataset data, String engine) throws IOException {
        Files.createDirectories(runs);
        String suffix = "-" + data.name().replaceAll("[^A-Za-z0-9._-]+", "-") + "-" + config.method();
        int number = next(runs);
        while (true) {
            Path path = runs.resolve(String.format("%0" + NUMBER_DIGITS + "d", number) + suffix);
            if (numbered(runs, number)) {
                number++;
                continue;
            }
            try {
                Files.createDirectory(path);
            } catch (FileAlreadyExistsException e) {
                number++;
                continue;
            }
            RunFolder folder = new RunFolder(path);
            AtomicFile.write(path.resolve(RUN), folder.describe(config, data, engine));
            folder.write(config);
            return folder;
        }
    }

    /** An existing run. */
    public static RunFolder open(Path path) {
        if (!Files.isDirectory(path)) {
            throw new UsageException("there is no run at " + path
                    + "; a run is a folder that `facet train DATA` made, such as runs/00000-strokes-infogan.");
        }
        if (!Files.isRegularFile(path.resolve(CONFIG))) {
            throw new UsageException(
                    path + " is not a run: it has no " + CONFIG + ". Name a folder that `facet train DATA` made.");
        }
        return new RunFolder(path);
    }

    public Path path() {
        return path;
    }

    /** What the run was started with. */
    public RunConfig config() throws IOException {
        return ConfigReader.read(path.resolve(CONFIG), List.of());
    }

    /** Replaces the configuration, when a run is given another end. */
    void write(RunConfig config) throws IOException {
        AtomicFile.write(path.resolve(CONFIG), ConfigWriter.yaml(config).getBytes(StandardCharsets.UTF_8));
    }

    /** The fingerprint of the data the run was started on. */
    public String fingerprint() throws IOException {
        return describe().path("data").path("fingerprint").asString("");
    }

    /** What {@code run.json} says: versions, seed, data, machine. */
    public JsonNode describe() throws IOException {
        return JsonFile.read(path.resolve(RUN));
    }

    /** What people called the codes and their categories; none where nobody did yet. */
    public CodeNames names() throws IOException {
        Path file = path.resolve(NAMES);
        if (!Files.exists(file)) {
            return CodeNames.NONE;
        }
        try {
            Map<String, CodeNames.Entry> entries = JSON.convertValue(JsonFile.read(file), new TypeReference<>() {});
            return new CodeNames(entries);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new FormatException(
                    file,
                    "wanted {\"CODE\": {\"name\": \"…\", \"categories\": {\"0\": \"…\"}}}: " + e.getMessage()
                            + ". Mend it or delete it; it holds names and nothing else",
                    e);
        }
    }

    /** Keeps names for codes and categories in place of those there were. */
    public void write(CodeNames names) throws IOException {
        AtomicFile.write(
                path.resolve(NAMES), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(names.entries()));
    }

    public Path checkpoints() {
        return path.resolve("checkpoints");
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

    /** Keeps other processes from training in this folder until the result is closed; the system frees it if this one dies. */
    Lock lock() throws IOException {
        for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
            Lock lock = tryLock();
            if (lock != null) {
                return lock;
            }
            try {
                // whoever only asks whether the run is being trained holds it for a moment
                Thread.sleep(LOCK_PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new UsageException(
                "the run " + path + " is being trained by another process. Wait for it or stop it; to train"
                        + " beside it, start a new run.");
    }

    private @Nullable Lock tryLock() throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new Lock(channel);
            }
        } catch (OverlappingFileLockException e) {
            // held within this process: the same answer
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    /** Whether some process trains in this folder now. */
    public boolean isTraining() throws IOException {
        if (!Files.exists(path.resolve(LOCK))) {
            return false;
        }
        try (Lock lock = tryLock()) {
            return lock == null;
        } catch (AccessDeniedException e) {
            return false; // whoever trains here may write here; of others nothing can be told
        }
    }

    /** Asks whoever trains in this folder to save and end after the step it is at. */
    public void requestStop() throws IOException {
        Path stop = path.resolve(STOP);
        if (Files.isSymbolicLink(stop)) {
            Files.delete(stop); // or the file that it leads to would be emptied
        }
        Files.write(stop, new byte[0]);
    }

    /** Whether somebody asked for that since training began. */
    boolean stopRequested() {
        return Files.exists(path.resolve(STOP));
    }

    /** Forgets such a request. */
    void forgetStop() throws IOException {
        Files.deleteIfExists(path.resolve(STOP));
    }

    /** A held lock. */
    record Lock(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** What happened to the run, a line each: when, in ISO 8601, and what. */
    public Path log() {
        return path.resolve(LOG);
    }

    /** Appends a line to the log. */
    void log(String line) throws IOException {
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

    /** Where the best beginning lies while others are tried. */
    Path starts() {
        return path.resolve(".starts");
    }

    /**
     * Removes the statistics of steps after {@code step}, which are about to be made again, and lines that are damaged. Returns
     * how many of those there were.
     */
    long truncate(long step) throws IOException {
        return Statistics.truncate(statistics(), step);
    }

    private byte[] describe(RunConfig config, Dataset data, String engine) {
        ObjectNode run = JSON.createObjectNode();
        String version = RunFolder.class.getPackage().getImplementationVersion();
        run.put("facet", version == null ? "development" : version);
        run.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        run.put("method", config.method());
        run.put("seed", config.training().seed());
        ObjectNode about = run.putObject("data");
        about.put("name", data.name());
        about.put("images", data.size());
        about.put("shape", data.shape().toString());
        about.put("fingerprint", data.fingerprint());
        ObjectNode machine = run.putObject("machine");
        machine.put("java", System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("engine", engine);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(run);
    }

    private static int next(Path runs) throws IOException {
        try (Stream<Path> entries = Files.list(runs)) {
            return entries.flatMapToInt(entry -> number(entry).stream()).max().orElse(-1) + 1;
        }
    }

    private static boolean numbered(Path runs, int number) throws IOException {
        try (Stream<Path> entries = Files.list(runs)) {
            return entries.anyMatch(entry -> number(entry).equals(OptionalInt.of(number)));
        }
    }

    private static OptionalInt number(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return name.matches("\\d{" + NUMBER_DIGITS + "}-.*")
                ? OptionalInt.of(Integer.parseInt(name.substring(0, NUMBER_DIGITS)))
                : OptionalInt.empty();
    }
}
