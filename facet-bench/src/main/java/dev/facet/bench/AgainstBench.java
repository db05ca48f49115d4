package dev.facet.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.UsageException;
import dev.facet.format.Folders;

/**
 * Compares the speed of this checkout with that of another commit of it. The two take turns, so that a machine that
 * becomes slower does so for both.
 */
@Command(
        name = "against",
        description = "Compares this checkout with another commit of it, by the same benchmark in turns.",
        sortOptions = false,
        footer = {"", "Other options are those of the benchmark, such as --preset images --quick."})
final class AgainstBench implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Parameters(index = "0", paramLabel = "COMMIT", description = "The other commit, as git names it.")
    private String commit = "";

    @Unmatched
    private List<String> options = new ArrayList<>();

    @Option(names = "--runs", paramLabel = "N", defaultValue = "3", description = "Runs of each (default 3).")
    private int runs;

    @Option(
            names = "--most",
            paramLabel = "PERCENT",
            description = "End with status 1 if the median of some time is longer here by more than that.")
    private @Nullable Double most;

    @Option(names = "--json", description = "Print one JSON object; everything else goes to standard error.")
    private boolean json;

    @Option(names = "--root", hidden = true)
    private @Nullable Path root;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Times of one mode in milliseconds, of the other commit and of this checkout. */
    private record Pair(List<Double> other, List<Double> here) {
        double ratio() {
            return median(here) / median(other);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (runs < 1) {
            throw new UsageException("--runs is " + runs + "; at least 1 is needed");
        }
        Path here = root == null ? checkout() : root;
        String id = git(here, "rev-parse", "--verify", "--short", commit + "^{commit}")
                .strip();
        Path folder = Files.createTempDirectory("facet-against");
        Path other = folder.resolve(id);
        try {
            git(here, "worktree", "add", "--detach", other.toString(), id);
            Map<String, Pair> times = new LinkedHashMap<>();
            for (int run = 1; run <= runs; run++) {
                add(times, bench(other, id + ", run " + run + " of " + runs), true);
                add(times, bench(here, "this checkout, run " + run + " of " + runs), false);
            }
            times.values()
                    .removeIf(pair -> pair.other().isEmpty() || pair.here().isEmpty());
            if (times.isEmpty()) {
                throw new IOException("the two have no mode of training in common");
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println(json ? JSON.writeValueAsString(tree(id, times)) : table(id, times));
            out.flush();
            double slower =
                    times.values().stream().mapToDouble(Pair::ratio).max().orElse(1);
            return most != null && slower > 1 + most / 100 ? 1 : 0;
        } finally {
            git(here, "worktree", "remove", "--force", other.toString());
            Folders.delete(folder);
        }
    }

    /** The checkout that this program was built from: its jars are in {@code target/launch}. */
    private static Path checkout() {
        try {
            Path jar = Path.of(AgainstBench.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path folder = jar; folder != null; folder = folder.getParent()) {
                if (Files.exists(folder.resolve("facet")) && Files.exists(folder.resolve(".git"))) {
                    return folder;
                }
            }
            throw new UsageException(jar + " is not within a checkout of Facet, which has the other commit");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private String git(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new UsageException(String.join(" ", command) + " failed: " + said.strip());
        }
        return said;
    }

    private JsonNode bench(Path checkout, String what) throws IOException, InterruptedException {
        spec.commandLine().getErr().println("measuring " + what + " …");
        List<String> command = new ArrayList<>(List.of(checkout.resolve("facet").toString(), "bench", "--json"));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(
                    what + " failed; its messages are above. Its command was: " + String.join(" ", command));
        }
        try {
            return JSON.readTree(said);
        } catch (JacksonException e) {
            throw new IOException(what + " ended without a result; it printed: " + said, e);
        }
    }

    private static void add(Map<String, Pair> times, JsonNode result, boolean other) {
        for (JsonNode mode : result.path("modes")) {
            Pair pair = times.computeIfAbsent(
                    mode.path("name").asString(), name -> new Pair(new ArrayList<>(), new ArrayList<>()));
            (other ? pair.other() : pair.here()).add(mode.path("ms_per_step").asDouble());
        }
    }

    private static ObjectNode tree(String id, Map<String, Pair> times) {
        ObjectNode tree = JSON.createObjectNode().put("commit", id);
        ArrayNode modes = tree.putArray("modes");
        times.forEach((name, pair) -> {
            ObjectNode mode = modes.addObject().put("name", name);
            pair.other().forEach(mode.putArray("ms_other")::add);
            pair.here().forEach(mode.putArray("ms_here")::add);
            mode.put("ratio", Math.round(pair.ratio() * 1e4) / 1e4);
        });
        return tree;
    }

    private static String table(String id, Map<String, Pair> times) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%-12s %16s %16s %8s%n", "ms per step", id, "here", "ratio"));
        times.forEach((name, pair) -> text.append(String.format(
                Locale.ROOT,
                "%-12s %16.1f %16.1f %8.3f   (%s; %s)%n",
                name,
                median(pair.other()),
                median(pair.here()),
                pair.ratio(),
                words(pair.other()),
                words(pair.here()))));
        return text.toString().stripTrailing();
    }

    private static String words(List<Double> times) {
        return String.join(
                ", ",
                times.stream()
                        .map(time -> String.format(Locale.ROOT, "%.1f", time))
                        .toList());
    }

    private static double median(List<Double> values) {
        return Times.median(
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }
}
