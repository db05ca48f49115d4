package dev.facet.app.launch;

import java.io.IOException;
import java.util.List;

/** Starts this program once more, on this machine or on one of a cluster. */
@FunctionalInterface
public interface Starter {
    /** Starts a command line and tells {@code output} what it says. */
    Started start(List<String> arguments, Output output) throws IOException;
}
