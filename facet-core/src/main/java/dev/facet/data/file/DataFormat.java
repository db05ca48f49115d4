package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Path;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.format.FormatException;

/**
 * A kind of file or folder that holds a data set. Each says by itself what it recognises, so that a new one is a class
 * and a line in the list of {@code Datasets}. Formats have no state and may be used by many threads.
 */
public interface DataFormat {
    /** What messages call one: {@code "an IDX file"}. */
    String what();

    /**
     * Whether {@code path} is of this format. The content decides where the format has a mark, and the name only where
     * it has none. Formats are asked in a fixed order, and the first that says yes opens the data.
     *
     * @param path exists
     */
    boolean recognises(Path path) throws IOException;

    /** Whether it can hold sequences of numbers over time. */
    default boolean holdsSequences() {
        return false;
    }

    /**
     * Opens a part of the set. Images need not be in the shape that {@code data} asks for; sequences are.
     *
     * @param cache the user's cache folder
     * @throws FormatException if the file is malformed or holds no data set
     */
    Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException;
}
