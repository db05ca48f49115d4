package dev.facet.data.array;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The names by which arrays are known. Case, spaces, hyphens and underscores do not matter. An array in a group or
 * structure is known by its own name and by that with those of what it is in: {@code train/images} is {@code images}
 * and {@code train_images}.
 */
final class ArrayRoles {
    static final List<String> TRAIN = List.of(
            "xtrain", "trainx", "trainimages", "imagestrain", "trainsetx", "traindata", "datatrain", "trainimgs");
    static final List<String> TEST = parts(TRAIN, "test", "val", "valid", "validation");
    static final List<String> TRAIN_LABELS =
            List.of("ytrain", "trainy", "trainlabels", "labelstrain", "trainsety", "traintargets", "trainlabel");
    static final List<String> TEST_LABELS = parts(TRAIN_LABELS, "test", "val", "valid", "validation");
    static final List<String> ALL =
            List.of("images", "imgs", "image", "img", "x", "data", "fea", "features", "pixels", "samples", "digits");
    static final List<String> LABELS = List.of(
            "labels", "label", "y", "targets", "target", "gnd", "ans", "finelabels", "class", "classes", "categories");
    static final List<String> COARSE = List.of("coarselabels", "coarselabel", "superclass");
    static final List<String> FACTORS = List.of("latentsvalues", "factors");
    static final List<String> CLASS_NAMES = List.of(
            "labelnames",
            "classnames",
            "finelabelnames",
            "targetnames",
            "listclasses",
            "classes",
            "categories",
            "names",
            "key",
            "attributes",
            "attributenames");

    /** EMNIST's array of classes and characters. */
    static final List<String> MAPPING = List.of("mapping");

    /** Names of labels that may as well be those of something else, if there are more or fewer values than images. */
    private static final Set<String> VAGUE = Set.of("class", "classes", "categories");

    /** The name of an array whose items are images by columns: MATLAB's order, in the sets of Deng Cai. */
    private static final String BY_COLUMNS = "fea";

    private ArrayRoles() {}

    private static List<String> parts(List<String> train, String... parts) {
        List<String> names = new ArrayList<>();
        for (String part : parts) {
            train.forEach(name -> names.add(name.replace("train", part)));
        }
        return List.copyOf(names);
    }

    /** The first of {@code arrays} with the first name of {@code wanted} that one of them has. */
    static Optional<String> find(Iterable<String> arrays, List<String> wanted) {
        for (String name : wanted) {
            for (String array : arrays) {
                if (names(array).contains(name)) {
                    return Optional.of(array);
                }
            }
        }
        return Optional.empty();
    }

    /** All of {@code arrays} that have a name of {@code wanted}, in the order of these names. */
    static List<String> findAll(Iterable<String> arrays, List<String> wanted) {
        List<String> found = new ArrayList<>();
        for (String name : wanted) {
            for (String array : arrays) {
                if (names(array).contains(name) && !found.contains(array)) {
                    found.add(array);
                }
            }
        }
        return found;
    }

    static boolean isVague(String array) {
        return names(array).stream().anyMatch(VAGUE::contains);
    }

    static boolean isByColumns(String array) {
        return names(array).contains(BY_COLUMNS);
    }

    private static List<String> names(String array) {
        String[] parts = array.toLowerCase(Locale.ROOT).split("[/.]");
        List<String> names = new ArrayList<>();
        String name = "";
        for (int i = parts.length - 1; i >= 0; i--) {
            name = parts[i].replaceAll("[ _-]", "") + name;
            names.add(name);
        }
        return names;
    }
}
