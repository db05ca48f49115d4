package dev.facet.data;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;

/** Where the real data sets lie that some tests read. */
final class TestData {
    private TestData() {}

    /**
     * {@code name} below {@code $FACET_DATA}, or else below {@code ../shared/data} as seen from the repository. Without either
     * the test is skipped; where one is there but lacks the set, it fails.
     */
    static Path folder(String name) {
        String set = System.getenv("FACET_DATA");
        Path data = set != null ? Path.of(set) : Path.of("..", "..", "shared", "data");
        Assumptions.assumeTrue(
                set != null || Files.isDirectory(Path.of("..", "..", "shared")),
                "no real data: set FACET_DATA to run this test");
        if (!Files.isDirectory(data.resolve(name))) {
            throw new AssertionError("there is no " + data.resolve(name));
        }
        return data.resolve(name);
    }
}
