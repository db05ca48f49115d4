package dev.facet.train;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Division;
import dev.facet.format.AtomicFile;
import dev.facet.format.Folders;

/**
 * Creates the folders of new runs, with the next free number. A folder is filled under a temporary name and then
 * renamed, so that a killed process leaves no run without its files.
 */
final class NewRun {
    private static final String UNFINISHED = ".new-";
    private static final int NUMBER_DIGITS = 5;

    /** Age from which an unfinished folder is abandoned; filling one takes a moment. */
    private static final Duration LEFT_OVER = Duration.ofMinutes(10);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private NewRun() {}

    /**
     * Creates the next numbered folder below {@code runs}, with the configuration and a description of the run.
     *
     * @throws IOException naming the folder, the reason and what to do
     */
    static RunFolder make(Path runs, RunConfig config, Division division, String engine) throws IOException {
        try {
            Files.createDirectories(runs);
        } catch (AccessDeniedException e) {
            throw forbidden(runs, e);
        } catch (FileAlreadyExistsException e) {
            throw unusable(runs, e.getFile() + " is a file, not a folder", e);
        } catch (NoSuchFileException e) {
            throw unusable(runs, "the folder cannot be made", e);
        }
        Path unfinished = runs.resolve(UNFINISHED + UUID.randomUUID());
        try {
            Files.createDirectory(unfinished);
            clean(runs);
            AtomicFile.write(unfinished.resolve(RunFolder.RUN), describe(config, division, engine));
            SettingsFile.write(unfinished.resolve(RunFolder.CONFIG), config);
            String suffix = "-" + division.whole().name().replaceAll("[^A-Za-z0-9._-]+", "-") + "-" + config.method();
            Path run = number(unfinished, runs, suffix);
            AtomicFile.syncFolder(runs);
            return RunFolder.open(run);
        } catch (AccessDeniedException e) {
            throw forbidden(runs, e);
        } finally {
            Folders.delete(unfinished);
        }
    }

    /** Gives a folder the next free number. */
    private static Path number(Path unfinished, Path runs, String suffix) throws IOException {
        for (int number = next(runs); ; number = Math.max(number + 1, next(runs))) {
            Path path = runs.resolve(String.format("%0" + NUMBER_DIGITS + "d", number) + suffix);
            try {
                if (!Files.exists(path)) {
                    return Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
                // another process was faster, so try the next number
            } catch (FileSystemException e) {
                if (!Files.exists(path)) {
                    throw e;
                }
            }
        }
    }

    /** Removes folders that killed processes left: empty run folders and unfinished ones. */
    private static void clean(Path runs) throws IOException {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(runs)) {
            entries = listed.filter(Files::isDirectory).toList();
        }
        Instant limit = Instant.now().minus(LEFT_OVER);
        for (Path entry : entries) {
            try {
                boolean unfinished = String.valueOf(entry.getFileName()).startsWith(UNFINISHED);
                if ((unfinished || number(entry).isPresent())
                        && Files.getLastModifiedTime(entry).toInstant().isBefore(limit)) {
                    if (unfinished) {
                        Folders.delete(entry);
                    } else {
                        Files.delete(entry); // which fails unless it is empty
                    }
                }
            } catch (IOException e) {
                // not empty, or not ours, or removed by another process that starts a run
            }
        }
    }

    private static byte[] describe(RunConfig config, Division division, String engine) {
        Dataset data = division.whole();
        ObjectNode run = JSON.createObjectNode();
        String version = RunFolder.class.getPackage().getImplementationVersion();
        run.put("facet", version == null ? "development" : version);
        run.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        run.put("method", config.method());
        run.put("seed", config.training().seed());
        ObjectNode about = run.putObject("data");
        about.put("name", data.name());
        about.put("images", data.size());
        about.put("held_out", division.heldOut().size());
        about.put("shape", data.shape().toString());
        about.put("fingerprint", data.fingerprint());
        if (!data.remark().isEmpty()) {
            about.put("remark", data.remark());
        }
        if (!data.leftOut().isEmpty()) {
            ArrayNode leftOut = about.putArray("left_out");
            data.leftOut().forEach(left -> leftOut.add(left.toString()));
        }
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

    private static OptionalInt number(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return name.matches("\\d{" + NUMBER_DIGITS + "}-.*")
                ? OptionalInt.of(Integer.parseInt(name.substring(0, NUMBER_DIGITS)))
                : OptionalInt.empty();
    }

    private static IOException forbidden(Path runs, AccessDeniedException cause) {
        return unusable(runs, "there is no permission to write to " + runs, cause);
    }

    private static IOException unusable(Path runs, String reason, IOException cause) {
        return new IOException(
                "no run can be started in " + runs.toAbsolutePath() + ": " + reason
                        + ". Name a folder that you may write to with `--out DIR`.",
                cause);
    }
}
