package dev.facet.data.picture;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.facet.data.Factors;
import dev.facet.data.Labels;

/** Says what is known about pictures besides their pixels. */
@FunctionalInterface
public interface Captions {
    /** What is known. */
    record Known(Optional<Labels> labels, Optional<Factors> factors) {}

    /**
     * The pictures of a part of a set, by their paths from the top of the source.
     *
     * @param images those to be captioned
     * @param all the images of all parts
     * @param bad files of all parts that are images by name but cannot be used
     * @param parted whether all lie in a folder named by the part
     */
    record Listed(List<String> images, List<String> all, Set<String> bad, boolean parted) {}

    Known of(Listed pictures) throws IOException;
}
