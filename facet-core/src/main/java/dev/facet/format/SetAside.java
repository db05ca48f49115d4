package dev.facet.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Keeps a damaged file under another name, so that a new one can take its place and nothing is lost. */
public final class SetAside {
    private static final String DAMAGED = ".damaged";

    private SetAside() {}

    /** The name that a file gets which is set aside first: {@code codes.json.damaged}. */
    public static String name(String file) {
        return file + DAMAGED;
    }

    /** Renames {@code file} to {@link #name}, or with -2, -3, … after it if that exists. Returns the new path. */
    public static Path move(Path file) throws IOException {
        String name = name(String.valueOf(file.getFileName()));
        Path aside = file.resolveSibling(name);
        for (int i = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); i++) {
            aside = file.resolveSibling(name + "-" + i);
        }
        return Files.move(file, aside);
    }
}
