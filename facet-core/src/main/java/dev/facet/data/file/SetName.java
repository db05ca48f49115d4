package dev.facet.data.file;

import java.nio.file.Path;
import java.util.Locale;

/** The name of a data set in a file: the file's name without the ending of its format. */
final class SetName {
    private SetName() {}

    static String of(Path file, String ending) {
        String name = String.valueOf(file.getFileName());
        return name.toLowerCase(Locale.ROOT).endsWith(ending)
                ? name.substring(0, name.length() - ending.length())
                : name;
    }
}
