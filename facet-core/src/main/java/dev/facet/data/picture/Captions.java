package dev.facet.data.picture;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.facet.data.Factors;
import dev.facet.data.Labels;

/** Finds the labels and factors of pictures. */
@FunctionalInterface
public interface Captions {
    /** Labels and factors, each if known. */
    record Known(Optional<Labels> labels, Optional<Factors> factors) {}

    /**
     * The pictures of a part of a set, by their paths from the top of the source.
     *
     * @param images the images of the part
     * @param all the images of all parts
     * @param bad the files of all parts that have the name of an image but cannot be used
     * @param parted whether all lie in a folder with the name of the part
     */
    record Listed(List<String> images, List<String> all, Set<String> bad, boolean parted) {}

    Known of(Listed pictures) throws IOException;
}
