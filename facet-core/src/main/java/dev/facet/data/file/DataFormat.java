package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Path;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.format.FormatException;

/**
 * A format of a file or folder that holds a data set. Each format decides itself what it recognises, so a new format is
 * one class and one line in the list of {@code Datasets}. Formats are stateless and thread-safe.
 */
public interface DataFormat {
    /** The format's name with its article, for messages: {@code "an IDX file"}. */
    String what();

    /**
     * Whether {@code path} is of this format. The content decides if the format has a magic number, else the name.
     * Formats are asked in a fixed order; the first that recognises the path opens it.
     *
     * @param path an existing file or folder
     */
    boolean recognises(Path path) throws IOException;

    /**
     * As {@link #recognises(Path)}, where the setting {@code data.kind} decides what a file is read as that may be both
     * images and sequences.
     */
    default boolean recognises(Path path, DataConfig.Kind kind) throws IOException {
        return recognises(path);
    }

    /** Whether the format can hold sequences of numbers over time. */
    default boolean holdsSequences() {
        return false;
    }

    /**
     * Opens a part of the set. Images may have another shape than {@code data} asks for; sequences have that shape.
     *
     * @param cache the user's cache folder
     * @throws FormatException if the file is malformed or holds no data set
     */
    Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException;
}
