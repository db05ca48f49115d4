package dev.facet.app.console;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Opens a page in the browser of the desktop, if there is one. */
public final class Browser {
    private Browser() {}

    /** Whether there is a desktop. */
    public static boolean desktop() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return System.getenv("SSH_CONNECTION") == null
                && (os.contains("mac")
                        || os.contains("windows")
                        || System.getenv("DISPLAY") != null
                        || System.getenv("WAYLAND_DISPLAY") != null);
    }

    /**
     * Opens {@code address}; returns whether a browser was started. AWT cannot do it, because the program runs
     * headless.
     */
    public static boolean open(String address) {
        if (!desktop()) {
            return false;
        }
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        List<String> command = os.contains("mac")
                ? List.of("open", address)
                : os.contains("windows")
                        ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
                        : List.of("xdg-open", address);
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            return false; // the address is printed anyway
        }
    }
}
