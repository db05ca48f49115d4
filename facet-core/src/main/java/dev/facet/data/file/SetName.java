package dev.facet.data.file;

import java.nio.file.Path;
import java.util.Locale;

/** The name of a data set in a file: the file's name without the ending of its format. */
final class SetName {
    private SetName() {}

    /** The name of {@code file} without the first of {@code endings} that it has. */
    static String of(Path file, String... endings) {
        String name = String.valueOf(file.getFileName());
        for (String ending : endings) {
            if (name.toLowerCase(Locale.ROOT).endsWith(ending) && name.length() > ending.length()) {
                return name.substring(0, name.length() - ending.length());
            }
        }
        return name;
    }

    /** The name of the folder that {@code file} is in; the file's own name if there is none. */
    static String ofFolder(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return String.valueOf(
                folder == null || folder.getFileName() == null ? file.getFileName() : folder.getFileName());
    }
}
