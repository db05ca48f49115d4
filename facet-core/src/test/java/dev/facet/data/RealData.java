package dev.facet.data;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;

/** Finds real data for tests: in {@code $FACET_DATA}, or in {@code shared/data} beside the checkout. */
public final class RealData {
    private RealData() {}

    /**
     * The folder that contains {@code name}. Skips the test if there is no folder of real data; fails if the folder
     * lacks {@code name}.
     */
    public static Path folder(String name) {
        String own = System.getenv("FACET_DATA");
        Path beside = Path.of("..", "..", "shared");
        Assumptions.assumeTrue(
                own != null || Files.isDirectory(beside),
                "no real data: FACET_DATA is not set, and there is no " + beside);
        Path data = own != null ? Path.of(own) : beside.resolve("data");
        if (!Files.isDirectory(data.resolve(name))) {
            throw new AssertionError(data.toAbsolutePath().normalize() + " lacks " + name);
        }
        return data;
    }
}
