package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.format.AtomicFile;
import dev.facet.format.FormatException;
import dev.facet.format.JsonFile;
import dev.facet.format.SetAside;

/**
 * What people wrote about a run, in {@code remarks.json} of its folder. Nothing depends on it, and people may edit it.
 *
 * @param tags words to find and to sort the run by, each once
 * @param note a text
 */
public record Remarks(List<String> tags, String note) {
    /** No remarks. */
    public static final Remarks NONE = new Remarks(List.of(), "");

    /** The most tags of a run. */
    public static final int MOST_TAGS = 20;

    /** The most characters of a tag. */
    public static final int LONGEST_TAG = 40;

    /** The most characters of a note. */
    public static final int LONGEST_NOTE = 2000;

    private static final String FILE = "remarks.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** @throws IllegalArgumentException with what was wanted, if there are too many tags, or a text is too long */
    public Remarks {
        tags = tags.stream().map(String::strip).distinct().toList();
        note = note.strip();
        if (tags.size() > MOST_TAGS) {
            throw new IllegalArgumentException("there are " + tags.size() + " tags; wanted at most " + MOST_TAGS);
        }
        for (String tag : tags) {
            if (tag.isEmpty() || tag.length() > LONGEST_TAG || tag.chars().anyMatch(c -> c < ' ' || c == ',')) {
                throw new IllegalArgumentException("'"
                        + (tag.length() > LONGEST_TAG ? tag.substring(0, LONGEST_TAG) + "…" : tag)
                        + "' is no tag; wanted 1 to " + LONGEST_TAG + " characters of one line, without commas");
            }
        }
        if (note.length() > LONGEST_NOTE) {
            throw new IllegalArgumentException(
                    "the note has " + note.length() + " characters; wanted at most " + LONGEST_NOTE);
        }
    }

    /**
     * The remarks on a run; none if nobody made any. A damaged file is no failure: there are then none, and
     * {@code notice} gets one line about it.
     */
    public static Remarks of(RunFolder run, Consumer<String> notice) {
        try {
            return read(file(run));
        } catch (IOException e) {
            notice.accept(String.valueOf(e.getMessage()).replaceAll("\\s+", " ")
                    + ". Correct the file or delete it; the next remarks keep it as " + SetAside.name(FILE) + ".");
            return NONE;
        }
    }

    /**
     * Keeps these remarks in place of those of a run. Without any, the file is removed. A damaged file is not lost but
     * renamed.
     *
     * @return the new path of a damaged file
     */
    public Optional<Path> write(RunFolder run) throws IOException {
        Path file = file(run);
        Optional<Path> kept = Optional.empty();
        try {
            read(file);
        } catch (FormatException damaged) {
            kept = Optional.of(SetAside.move(file));
        }
        if (equals(NONE)) {
            Files.deleteIfExists(file);
            return kept;
        }
        ObjectNode object = JSON.createObjectNode();
        tags.forEach(object.putArray("tags")::add);
        object.put("note", note);
        AtomicFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(object));
        return kept;
    }

    private static Path file(RunFolder run) {
        return run.path().resolve(FILE);
    }

    private static Remarks read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return NONE;
        }
        JsonNode object = JsonFile.read(file);
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : object.path("tags")) {
            tags.add(tag.asString(""));
        }
        try {
            return new Remarks(tags, object.path("note").asString(""));
        } catch (IllegalArgumentException e) {
            throw new FormatException(file, String.valueOf(e.getMessage()), e);
        }
    }
}
