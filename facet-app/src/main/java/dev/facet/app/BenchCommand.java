package dev.facet.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

import dev.facet.config.UsageException;

/**
 * Runs the benchmarks of a checkout, in a virtual machine of their own. The launcher builds them and passes their class path in
 * the system property {@code facet.bench}; they are not part of what is shipped.
 */
@Command(
        name = "bench",
        description = "Measures training and generation on this machine (from a checkout).",
        footer = "%nArguments go to the benchmark: --json prints one JSON object.")
final class BenchCommand implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String classPath = System.getProperty("facet.bench");
        if (classPath == null) {
            throw new UsageException(
                    "the benchmarks are not part of this installation; get the sources of Facet and run "
                            + "./facet bench there");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", classPath, "dev.facet.bench.Bench"));
        command.addAll(arguments);
        Process bench = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(bench::destroy, "end-bench"));
        return bench.waitFor();
    }
}
