package dev.facet.train;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.bytedeco.javacpp.PointerScope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.UsageException;
import dev.facet.format.AtomicFile;
import dev.facet.format.Folders;
import dev.facet.format.FormatException;
import dev.facet.format.JsonFile;
import dev.facet.format.Renaming;
import dev.facet.format.Safetensors;
import dev.facet.format.Safetensors.Contents;
import dev.facet.model.TensorFile;

/**
 * One saved state of a run: a folder {@code checkpoints/step-000500} with the weights, the optimisers' moments, the
 * settings they were trained with, and a {@code state.json} with the progress and a SHA-256 of the other files. It is
 * written under a temporary name and renamed when complete, so a folder with the final name is complete; the checksums
 * detect later damage. Beside these, {@code checkpoints/best} is the one whose samples are nearest to the data.
 */
public record Checkpoint(Path folder, long step) {
    static final String WEIGHTS = "weights.safetensors";
    static final String OPTIMISER = "optimiser.safetensors";
    static final String STATE = "state.json";
    private static final String PREFIX = "step-";
    /** The name of the checkpoint whose samples were nearest to the data. */
    public static final String BEST = "best";

    private static final String PARTIAL = ".partial-";
    private static final String ASIDE = ".old-";
    private static final String SUMS = "sha256";
    private static final List<String> REQUIRED = List.of(WEIGHTS, OPTIMISER);
    /** How often a reader tries again after training has replaced the checkpoint that it was reading. */
    private static final int ATTEMPTS = 100;

    private static final int ATTEMPTS_WHERE_THERE_IS_NONE = 5;
    private static final long PAUSE_MILLIS = 20;
    private static final String CHECKSUM = "checksum";
    private static final Map<String, String> METADATA = Map.of("format", "pt");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** All checkpoints of a run, the newest first, damaged ones included. */
    public static List<Checkpoint> list(Path checkpoints) throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(checkpoints)) {
            return entries.flatMap(path -> parse(path).stream())
                    .sorted(Comparator.comparingLong(Checkpoint::step).reversed())
                    .toList();
        }
    }

    /** The step of the newest checkpoint, even if it is damaged; empty if there is none. */
    public static OptionalLong lastStep(Path checkpoints) throws IOException {
        return list(checkpoints).stream().mapToLong(Checkpoint::step).max();
    }

    /** A computation that reads a checkpoint. */
    @FunctionalInterface
    interface Use<T> {
        T of(Checkpoint checkpoint) throws IOException;
    }

    /**
     * The newest undamaged checkpoint; empty if all are damaged. {@code notice} receives a message for each newer,
     * damaged one.
     */
    public static Optional<Checkpoint> newestGood(Path checkpoints, Consumer<String> notice) throws IOException {
        return use(checkpoints, notice, checkpoint -> checkpoint);
    }

    /**
     * The result of {@code use} for the newest good checkpoint. Training may replace checkpoints in the meantime; if
     * {@code use} fails because its checkpoint is gone, it is called again with a newer one.
     */
    static <T> Optional<T> use(Path checkpoints, Consumer<String> notice, Use<T> use) throws IOException {
        for (int attempt = 1; ; attempt++) {
            List<Checkpoint> all = list(checkpoints);
            List<String> passed = new ArrayList<>();
            boolean replaced = all.isEmpty() && Files.isDirectory(checkpoints);
            for (Checkpoint checkpoint : all) {
                Optional<Object> identity = identity(checkpoint.folder());
                try {
                    Optional<String> damage = checkpoint.lastingDamage();
                    if (damage.isEmpty()) {
                        Optional<T> result = Optional.of(use.of(checkpoint));
                        passed.forEach(notice);
                        return result;
                    }
                    passed.add("checkpoint " + checkpoint.folder() + " is damaged (" + damage.get()
                            + "); the previous one is used instead.");
                } catch (IOException | UsageException e) {
                    if (attempt == ATTEMPTS || identity(checkpoint.folder()).equals(identity)) {
                        throw e;
                    }
                }
                replaced |= !identity(checkpoint.folder()).equals(identity);
                if (replaced) {
                    break;
                }
            }
            if (!replaced || attempt == (all.isEmpty() ? ATTEMPTS_WHERE_THERE_IS_NONE : ATTEMPTS)) {
                return Optional.empty();
            }
            pause();
        }
    }

    /**
     * What tells a folder from another one that takes its place; empty if there is none. On systems that do not tell,
     * all folders are alike.
     */
    private static Optional<Object> identity(Path folder) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(folder, BasicFileAttributes.class);
            return Optional.of(Objects.requireNonNullElse(attributes.fileKey(), folder));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Describes the damage, if there is any. Reads every byte. */
    public Optional<String> damage() {
        try {
            JsonNode sums = state().path(SUMS);
            Set<String> files = new LinkedHashSet<>(REQUIRED);
            files.addAll(sums.propertyNames());
            for (String file : files) {
                if (!isIntact(file, sums)) {
                    return Optional.of(file + " does not have the checksum it was written with");
                }
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.of(folder.relativize(Path.of(e.getFile())) + " is missing");
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The same, looked for twice, because training may replace the checkpoint while it is read. */
    private Optional<String> lastingDamage() {
        return damage().flatMap(once -> damage());
    }

    /**
     * A file of the run that was saved with the weights; empty if the checkpoint has none.
     *
     * @throws FormatException if it is damaged
     */
    Optional<Path> record(String file) throws IOException {
        JsonNode sums = state().path(SUMS);
        if (!sums.has(file)) {
            return Optional.empty();
        }
        if (!isIntact(file, sums)) {
            throw new FormatException(folder.resolve(file), "does not have the checksum it was written with");
        }
        return Optional.of(folder.resolve(file));
    }

    private boolean isIntact(String file, JsonNode sums) throws IOException {
        Path path = folder.resolve(file).normalize();
        return path.startsWith(folder.normalize())
                && sha256(path).equals(sums.path(file).asString(""));
    }

    /**
     * Saves {@code state} as a checkpoint of its step and removes all but the latest {@code keep}, once the new one is
     * on the disk.
     *
     * @param records files of the run that belong to the weights, by name
     */
    static Checkpoint save(Path checkpoints, TrainingState state, Map<String, byte[]> records, int keep)
            throws IOException {
        Checkpoint saved = put(
                checkpoints, String.format("%s%06d", PREFIX, state.progress().step()), state, records);
        List<Checkpoint> all = list(checkpoints);
        for (Checkpoint old : all.subList(Math.min(keep, all.size()), all.size())) {
            setAside(old.folder());
        }
        deleteAside(checkpoints);
        return saved;
    }

    /** Saves {@code state} as the best checkpoint, in place of the one before. It is not in {@link #list}. */
    static Checkpoint saveBest(Path checkpoints, TrainingState state, Map<String, byte[]> records) throws IOException {
        Checkpoint saved = put(checkpoints, BEST, state, records);
        deleteAside(checkpoints);
        return saved;
    }

    /** The best checkpoint, even if it is damaged; empty if none is kept. */
    public static Optional<Checkpoint> best(Path checkpoints) throws IOException {
        Path folder = checkpoints.resolve(BEST);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        long step = -1;
        try {
            step = JsonFile.read(folder.resolve(STATE)).path("step").asLong(-1);
        } catch (FormatException | NoSuchFileException damaged) {
            // damage() says so
        }
        return Optional.of(new Checkpoint(folder, step));
    }

    /**
     * The checkpoint that a user asks for: {@code best}, or its step.
     *
     * @throws UsageException if there is none, or it is damaged
     */
    static Checkpoint chosen(RunFolder run, String which) throws IOException {
        List<Checkpoint> all = list(run.checkpoints());
        Optional<Checkpoint> best = best(run.checkpoints());
        Optional<Checkpoint> chosen = which.equals(BEST)
                ? best
                : all.stream()
                        .filter(checkpoint -> which.matches("\\d{1,18}") && checkpoint.step() == Long.parseLong(which))
                        .findFirst();
        List<String> names = new ArrayList<>(
                all.stream().map(each -> String.valueOf(each.step())).toList());
        best.ifPresent(there -> names.add(BEST + " (of step " + there.step() + ")"));
        String there = names.isEmpty() ? "It has none yet." : "It has " + String.join(", ", names) + ".";
        if (chosen.isEmpty()) {
            throw new UsageException("the run " + run.path() + " has no checkpoint \"" + which
                    + "\"; wanted best or the number of a step. " + there);
        }
        Optional<String> damage = chosen.get().lastingDamage();
        if (damage.isPresent()) {
            throw new UsageException("checkpoint " + chosen.get().folder() + " is damaged (" + damage.get()
                    + "); choose another one. " + there);
        }
        return chosen.get();
    }

    private static Checkpoint put(Path checkpoints, String name, TrainingState state, Map<String, byte[]> records)
            throws IOException {
        Files.createDirectories(checkpoints);
        Progress progress = state.progress();
        Path folder = checkpoints.resolve(name);
        Path partial = checkpoints.resolve(PARTIAL + folder.getFileName());
        Folders.delete(partial);
        try {
            Files.createDirectories(partial);
            try (PointerScope scope = new PointerScope()) { // frees the views that are created here
                TensorFile.write(partial.resolve(WEIGHTS), state.weights(), METADATA);
                TensorFile.write(partial.resolve(OPTIMISER), state.moments(), METADATA);
            }
            for (Map.Entry<String, byte[]> record : records.entrySet()) {
                AtomicFile.write(partial.resolve(record.getKey()), record.getValue());
            }
            AtomicFile.write(partial.resolve(STATE), JSON.writeValueAsBytes(describe(partial, progress)));
            if (Files.exists(folder)) {
                setAside(folder);
            }
            Renaming.replace(partial, folder);
        } catch (IOException e) {
            try {
                Folders.delete(partial);
            } catch (IOException left) {
                e.addSuppressed(left); // removed when training begins again
            }
            throw e;
        }
        AtomicFile.syncFolder(checkpoints);
        AtomicFile.syncFolder(checkpoints.resolveSibling(""));
        return new Checkpoint(folder, progress.step());
    }

    /** Renames a checkpoint before it is deleted, so that nobody finds half of it. */
    private static void setAside(Path folder) throws IOException {
        Path aside = folder.resolveSibling(ASIDE + folder.getFileName());
        Folders.delete(aside);
        Renaming.replace(folder, aside);
    }

    /**
     * Cleans up after a process that was killed while it saved: removes half-written checkpoints and old ones that were
     * set aside. If the new checkpoint had not yet replaced the old one, the old one is restored. Only the process that
     * trains may call this.
     */
    static void clean(Path checkpoints) throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return;
        }
        long last = lastStep(checkpoints).orElse(-1);
        for (Path aside : startingWith(ASIDE, checkpoints)) {
            Path folder = aside.resolveSibling(aside.getFileName().toString().substring(ASIDE.length()));
            boolean missing = folder.endsWith(BEST) && !Files.exists(folder);
            if (missing
                    || stepOf(folder).orElse(-1) > last
                            && new Checkpoint(aside, stepOf(folder).getAsLong())
                                    .damage()
                                    .isEmpty()) {
                Renaming.replace(aside, folder);
            }
        }
        deleteAside(checkpoints);
        for (Path partial : startingWith(PARTIAL, checkpoints)) {
            Folders.delete(partial);
        }
    }

    private static void deleteAside(Path checkpoints) throws IOException {
        for (Path aside : startingWith(ASIDE, checkpoints)) {
            Folders.delete(aside);
        }
    }

    private static List<Path> startingWith(String prefix, Path checkpoints) throws IOException {
        try (Stream<Path> entries = Files.list(checkpoints)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    /** Restores {@code state} from this checkpoint. */
    void restore(TrainingState state) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            TensorFile.read(Safetensors.read(folder.resolve(WEIGHTS)), state.weights());
            TensorFile.read(Safetensors.read(folder.resolve(OPTIMISER)), state.moments());
        }
        state.restored(progress());
    }

    /** The weights only, for a model. */
    public Contents weights() throws IOException {
        return Safetensors.read(folder.resolve(WEIGHTS));
    }

    /** The progress of the run. */
    Progress progress() throws IOException {
        return Progress.read(state());
    }

    /** The SHA-256 (hex) of the file of weights as it was written. */
    String weightsChecksum() throws IOException {
        return state().path("sha256").path(WEIGHTS).asString("");
    }

    private JsonNode state() throws IOException {
        Path file = folder.resolve(STATE);
        JsonNode state = JsonFile.read(file);
        String wanted = state.path(CHECKSUM).asString("");
        if (!(state instanceof ObjectNode object)
                || !checksum(object.without(CHECKSUM)).equals(wanted)) {
            throw new FormatException(file, "does not have the checksum it was written with");
        }
        if (state.path("step").asLong(-1) != step) {
            throw new FormatException(file, "does not say step " + step);
        }
        return state;
    }

    private static ObjectNode describe(Path folder, Progress progress) throws IOException {
        ObjectNode state = JSON.createObjectNode();
        progress.write(state);
        ObjectNode sums = state.putObject(SUMS);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                sums.put(folder.relativize(file).toString().replace('\\', '/'), sha256(file));
            }
        }
        state.put(CHECKSUM, checksum(state));
        return state;
    }

    private static Optional<Checkpoint> parse(Path folder) {
        OptionalLong step = stepOf(folder);
        return step.isPresent() && Files.isDirectory(folder)
                ? Optional.of(new Checkpoint(folder, step.getAsLong()))
                : Optional.empty();
    }

    private static OptionalLong stepOf(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return name.matches(PREFIX + "\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(name.substring(PREFIX.length())))
                : OptionalLong.empty();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String checksum(ObjectNode state) {
        return HexFormat.of().formatHex(sha256().digest(JSON.writeValueAsBytes(state)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The SHA-256 (hex) of a file. */
    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DigestInputStream digest = new DigestInputStream(in, sha256());
            byte[] buffer = new byte[1 << 16];
            while (digest.read(buffer) >= 0) {
                // the stream digests the bytes that it passes on
            }
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        }
    }
}
