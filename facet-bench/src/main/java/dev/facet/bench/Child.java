package dev.facet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.format.Folders;

/**
 * A Java process that measures one {@link Part}. Threads and memory are settings of a process, and earlier measurements
 * would affect later ones.
 */
final class Child {
    /** The environment variables that the launcher sets for speed. */
    private static final List<String> TUNING =
            List.of("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "GLIBC_TUNABLES", "OPENBLAS_NUM_THREADS");

    private static final int START_SECONDS = 120;
    private static final int STEP_SECONDS = 15;

    private Child() {}

    /**
     * The results of the part, by name.
     *
     * @throws IOException if the process fails or takes far too long
     */
    static JsonNode run(Part part, BenchSettings settings) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("facet-bench");
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command(part, settings))
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        if (part.plain()) {
            builder.environment().keySet().removeAll(TUNING);
        }
        Process process = builder.start();
        Thread end = new Thread(process::destroyForcibly, "end-" + part.label());
        Runtime.getRuntime().addShutdownHook(end);
        try {
            long limit = START_SECONDS + (long) STEP_SECONDS * (settings.steps() + settings.warmUp());
            if (!process.waitFor(limit, TimeUnit.SECONDS)) {
                throw new IOException(
                        part.label() + " was not done after " + limit + " s; is the machine busy with something else?");
            }
            if (process.exitValue() != 0) {
                throw new IOException(part.label() + " failed with status " + process.exitValue()
                        + "; its output is above. Its command was: " + String.join(" ", builder.command()));
            }
            return result(part, Files.readString(output));
        } finally {
            process.destroyForcibly().waitFor();
            forget(end);
            Folders.delete(folder);
        }
    }

    /** The command that starts this program in another process. */
    static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        if (Runtime.version().feature() >= 24) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of("-cp", absolute(System.getProperty("java.class.path")), Bench.class.getName()));
        return command;
    }

    private static List<String> command(Part part, BenchSettings settings) {
        List<String> command = java();
        command.addAll(List.of("--part", part.label(), "--batch", "" + settings.batch()));
        if (settings.preset() != null) {
            command.addAll(List.of("--preset", settings.preset()));
            settings.sets().forEach(set -> command.addAll(List.of("--set", set)));
        }
        command.addAll(List.of("--shape", BenchSettings.text(settings.shape())));
        command.addAll(List.of("--threads", "" + settings.threads(), "--steps", "" + settings.steps()));
        command.addAll(List.of("--warm-up", "" + settings.warmUp(), "--width", "" + settings.width()));
        return command;
    }

    private static String absolute(String classPath) {
        String separator = System.getProperty("path.separator");
        return Stream.of(classPath.split(separator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((a, b) -> a + separator + b)
                .orElse("");
    }

    private static JsonNode result(Part part, String output) throws IOException {
        String[] lines = output.strip().split("\n");
        try {
            return JsonMapper.builder().build().readTree(lines[lines.length - 1]);
        } catch (JacksonException e) {
            throw new IOException(part.label() + " ended without a result; it printed: " + output, e);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAnyway) {
            // The hook is running or has run.
        }
    }
}
