package dev.facet.train;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.bytedeco.javacpp.PointerScope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.format.AtomicFile;
import dev.facet.format.FormatException;
import dev.facet.format.JsonFile;
import dev.facet.format.Safetensors;
import dev.facet.format.Safetensors.Contents;
import dev.facet.model.TensorFile;

/**
 * One saved state of a run: a folder {@code checkpoints/step-000500} with the weights, the optimisers' moments, and a
 * {@code state.json} that holds the position and a SHA-256 of the other files. It is written under another name and renamed when
 * whole, so a folder of the right name is complete; the checksums find what happens to it later.
 */
public record Checkpoint(Path folder, long step) {
    static final String WEIGHTS = "weights.safetensors";
    static final String OPTIMISER = "optimiser.safetensors";
    static final String STATE = "state.json";
    private static final String PREFIX = "step-";
    private static final String CHECKSUM = "checksum";
    private static final Map<String, String> METADATA = Map.of("format", "pt");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** All checkpoints of a run, the newest first, whether good or not. */
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

    /** The step of the newest, whether good or not; none where there is no checkpoint. */
    public static OptionalLong lastStep(Path checkpoints) throws IOException {
        return list(checkpoints).stream().mapToLong(Checkpoint::step).max();
    }

    /** The newest checkpoint whose files are what was written; {@code notice} hears of each newer one that is passed over. */
    public static Optional<Checkpoint> newestGood(Path checkpoints, Consumer<String> notice) throws IOException {
        List<Checkpoint> all = list(checkpoints);
        for (Checkpoint checkpoint : all) {
            Optional<String> damage = checkpoint.damage();
            if (damage.isEmpty()) {
                return Optional.of(checkpoint);
            }
            boolean last = checkpoint.equals(all.get(all.size() - 1));
            notice.accept("checkpoint " + checkpoint.folder() + " is damaged (" + damage.get()
                    + (last ? "), and there is none before it." : "); the one before it is used instead."));
        }
        return Optional.empty();
    }

    /** What is wrong with it, if anything. Reads every byte. */
    public Optional<String> damage() {
        try {
            JsonNode state = state();
            for (String file : List.of(WEIGHTS, OPTIMISER)) {
                String wanted = state.path("sha256").path(file).asString("");
                if (!sha256(folder.resolve(file)).equals(wanted)) {
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

    /** Saves {@code state} as a checkpoint of its step and removes all but the latest {@code keep}. */
    static Checkpoint save(Path checkpoints, TrainingState state, int keep) throws IOException {
        Files.createDirectories(checkpoints);
        Progress progress = state.progress();
        Path folder = checkpoints.resolve(String.format("%s%06d", PREFIX, progress.step()));
        Path partial = checkpoints.resolve(".partial-" + folder.getFileName());
        delete(partial);
        try {
            Files.createDirectories(partial);
            try (PointerScope scope = new PointerScope()) { // of the views that are named here
                TensorFile.write(partial.resolve(WEIGHTS), state.weights(), METADATA);
                TensorFile.write(partial.resolve(OPTIMISER), state.moments(), METADATA);
            }
            AtomicFile.write(partial.resolve(STATE), JSON.writeValueAsBytes(describe(partial, progress)));
            delete(folder);
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(partial);
            throw e;
        }
        List<Checkpoint> all = list(checkpoints);
        for (Checkpoint old : all.subList(Math.min(keep, all.size()), all.size())) {
            delete(old.folder());
        }
        return new Checkpoint(folder, progress.step());
    }

    /** Brings {@code state} to what was saved. */
    void restore(TrainingState state) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            TensorFile.read(Safetensors.read(folder.resolve(WEIGHTS)), state.weights());
            TensorFile.read(Safetensors.read(folder.resolve(OPTIMISER)), state.moments());
        }
        state.restored(progress());
    }

    /** The weights alone, for a model. */
    public Contents weights() throws IOException {
        return Safetensors.read(folder.resolve(WEIGHTS));
    }

    /** Where the run was. */
    Progress progress() throws IOException {
        return Progress.read(state());
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
        ObjectNode sums = state.putObject("sha256");
        for (String file : List.of(WEIGHTS, OPTIMISER)) {
            sums.put(file, sha256(folder.resolve(file)));
        }
        state.put(CHECKSUM, checksum(state));
        return state;
    }

    private static Optional<Checkpoint> parse(Path folder) {
        String name = String.valueOf(folder.getFileName());
        if (!name.matches(PREFIX + "\\d{1,18}") || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        return Optional.of(new Checkpoint(folder, Long.parseLong(name.substring(PREFIX.length()))));
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

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DigestInputStream digest = new DigestInputStream(in, sha256());
            byte[] buffer = new byte[1 << 16];
            while (digest.read(buffer) >= 0) {
                // the stream digests what passes
            }
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        }
    }

    /** Removes a folder, if there is one, with all that is in it. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
