package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

import tools.jackson.databind.json.JsonMapper;

import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.CodeNamesTree;
import dev.facet.format.AtomicFile;
import dev.facet.format.FormatException;
import dev.facet.format.JsonFile;
import dev.facet.format.SetAside;

/**
 * The file of a run folder with the names that people gave to codes. People may edit it by hand, and nothing else
 * depends on it.
 */
final class NamesFile {
    private static final String NAME = "codes.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;

    NamesFile(Path run) {
        file = run.resolve(NAME);
    }

    /**
     * The names; empty if nobody gave any.
     *
     * @throws FormatException if the file is damaged
     */
    CodeNames read() throws IOException {
        if (!Files.exists(file)) {
            return CodeNames.NONE;
        }
        try {
            return CodeNamesTree.read(JsonFile.read(file));
        } catch (IllegalArgumentException e) {
            throw new FormatException(file, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The names for a model with these codes. If the file is damaged they are empty, and {@code notice} gets one line.
     */
    CodeNames read(LatentSpec latent, Consumer<String> notice) {
        Optional<String> damage = damage(latent);
        try {
            if (damage.isEmpty()) {
                return read();
            }
        } catch (IOException changed) {
            damage = Optional.of(String.valueOf(changed.getMessage()));
        }
        notice.accept(file + " is damaged: " + damage.get().replaceAll("\\s+", " ")
                + ". Continuing without names of codes. Correct the file or delete it; the next command that names a"
                + " code keeps it as " + SetAside.name(NAME) + ".");
        return CodeNames.NONE;
    }

    /**
     * Replaces the names. A damaged file is not lost but renamed.
     *
     * @return the new path of a damaged file
     */
    Optional<Path> write(LatentSpec latent, CodeNames names) throws IOException {
        Optional<Path> kept = Optional.empty();
        if (damage(latent).isPresent()) {
            kept = Optional.of(SetAside.move(file));
        }
        AtomicFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(CodeNamesTree.write(names)));
        return kept;
    }

    private Optional<String> damage(LatentSpec latent) {
        try {
            return read().misfit(latent);
        } catch (FormatException e) {
            return Optional.of(e.problem());
        } catch (IOException e) {
            return Optional.of(
                    e.getMessage() == null ? e.getClass().getSimpleName() : "cannot be read: " + e.getMessage());
        }
    }
}
