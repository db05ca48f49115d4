package dev.facet.format;

import java.util.Locale;
import java.util.Set;

/** Names of hidden files, and of files and folders that systems and programs make for themselves. */
public final class SystemNames {
    private static final Set<String> NAMES = Set.of(
            "__macosx",
            "@eadir",
            "#recycle",
            "$recycle.bin",
            "system volume information",
            "lost+found",
            "__pycache__",
            "thumbs.db",
            "ehthumbs.db",
            "desktop.ini",
            "icon\r");

    private SystemNames() {}

    /** Whether a file or folder with this name is one of them. */
    public static boolean is(String name) {
        return name.startsWith(".") || NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a path, with {@code /} between names, leads to or through one of them. */
    public static boolean isOn(String path) {
        for (String name : path.split("/")) {
            if (is(name)) {
                return true;
            }
        }
        return false;
    }
}
