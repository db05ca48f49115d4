package dev.facet.data.picture;

import java.util.ArrayList;
import java.util.List;

import dev.facet.data.LeftOut;

/** Counts what a set has by {@linkplain dev.facet.format.SystemNames names of systems}. */
final class SystemFiles {
    private final List<String> examples = new ArrayList<>();
    private int count;

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
