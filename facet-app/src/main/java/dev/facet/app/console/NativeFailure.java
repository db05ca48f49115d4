package dev.facet.app.console;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Why native libraries do not load from where they were unpacked, in words. */
public final class NativeFailure {
    private static final int DEEPEST = 10;

    private NativeFailure() {}

    /**
     * The folder from which programs may not run, and the setting that names another one; empty if that is not the
     * reason.
     */
    public static Optional<String> noPrograms(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < DEEPEST; i++) {
            String message = String.valueOf(cause.getMessage());
            boolean mapped = message.contains("failed to map segment") || message.contains("Operation not permitted");
            int end = message.indexOf(": ");
            if (mapped && end > 0) {
                try {
                    return Optional.of(told(Path.of(message.substring(0, end))));
                } catch (InvalidPathException noPath) {
                    return Optional.empty();
                }
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static String told(Path library) {
        Path folder = library.getParent();
        boolean cache = false;
        for (Path at = folder; at != null; at = at.getParent()) {
            if (String.valueOf(at.getFileName()).equals(".javacpp")) {
                folder = at;
                cache = true;
                break;
            }
        }
        String setting = cache ? "org.bytedeco.javacpp.cachedir" : "java.io.tmpdir";
        if (!cache && folder != null && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return "programs may not run from " + folder + " (it is mounted with noexec), where libraries are unpacked;"
                + " name another folder, with JDK_JAVA_OPTIONS=-D" + setting + "=/path/to/folder in the environment";
    }
}
