package dev.facet.data.picture;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.facet.data.Factors;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;

/** Finds the labels and factors of pictures. */
@FunctionalInterface
public interface Captions {
    /**
     * What was found.
     *
     * @param labels classes of the images, without those that are not listed
     * @param factors factors of the same images
     * @param unlisted indices of images that are to be left out, since a table that says what is in the set lacks them
     * @param leftOut what was left out: images, labels, rows, columns
     * @param remarks where labels come from and how they are counted, as clauses
     * @param used the files that were read for this, by their paths from the top
     */
    record Known(
            Optional<Labels> labels,
            Optional<Factors> factors,
            Set<Integer> unlisted,
            List<LeftOut> leftOut,
            List<String> remarks,
            Set<String> used) {
        /** Labels and factors of all images. */
        public Known(Optional<Labels> labels, Optional<Factors> factors) {
            this(labels, factors, Set.of(), List.of(), List.of(), Set.of());
        }
    }

    /**
     * The pictures of a part of a set, by their paths from the top of the source.
     *
     * @param images the images of the part
     * @param all the images of all parts
     * @param bad the files of all parts that have the name of an image but cannot be used
     * @param folders the folders of the parts, each with a slash; empty if there are no parts
     * @param files all files that are no images
     */
    record Listed(
            List<String> images,
            List<String> all,
            Set<String> bad,
            List<String> folders,
            List<PictureSource.Entry> files) {
        /** The path of a picture below the folder of its part. */
        String below(String path) {
            for (String folder : folders) {
                if (path.startsWith(folder)) {
                    return path.substring(folder.length());
                }
            }
            return path;
        }
    }

    Known of(Listed pictures) throws IOException;
}
