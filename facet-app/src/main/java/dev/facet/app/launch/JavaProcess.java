package dev.facet.app.launch;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts this program in another process. */
public final class JavaProcess {
    private JavaProcess() {}

    /**
     * A process with the virtual machine and class path of this one, which compiles its code as early as this one.
     * {@code main} is the main class of the command line.
     */
    public static ProcessBuilder of(String main, List<String> arguments) {
        return of(System.getProperty("java.class.path"), main, arguments);
    }

    /** A process with another class path. */
    public static ProcessBuilder of(String classPath, String main, List<String> arguments) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command =
                new ArrayList<>(List.of(java.toString(), "-XX:+UseSerialGC", "-Djava.awt.headless=true"));
        if (Runtime.version().feature() >= 24) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX:Tier"))
                .forEach(command::add);
        command.add("-D" + Invocation.PROPERTY + "=" + Invocation.command());
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
