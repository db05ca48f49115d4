package dev.facet.data.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.facet.data.LeftOut;

/** Hidden files, and files and folders that systems and programs make for themselves. */
final class SystemFiles {
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

    private final List<String> examples = new ArrayList<>();
    private int count;

    /** Whether a file or folder with this name is one of them. */
    static boolean is(String name) {
        return name.startsWith(".") || NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a path leads to or through one of them. */
    static boolean isOn(String path) {
        for (String name : path.split("/")) {
            if (is(name)) {
                return true;
            }
        }
        return false;
    }

    void add(String path) {
        if (count++ < LeftOut.EXAMPLES) {
            examples.add(path);
        }
    }

    /** What was added; empty if nothing was. */
    List<LeftOut> leftOut() {
        return count == 0
                ? List.of()
                : List.of(new LeftOut(
                        "hidden or system files and folders", count, "which are never looked into", examples));
    }
}
