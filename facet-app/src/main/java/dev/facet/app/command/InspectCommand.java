package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

import dev.facet.app.console.Json;
import dev.facet.app.console.Text;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.RunConfig;
import dev.facet.format.FormatException;
import dev.facet.train.Checkpoint;
import dev.facet.train.Health;
import dev.facet.train.RunAlignment;
import dev.facet.train.RunCalibration;
import dev.facet.train.RunEncoder;
import dev.facet.train.RunFolder;
import dev.facet.train.RunPriors;
import dev.facet.train.SettingsCheck;

/** Describes a run folder. */
@Command(
        name = "inspect",
        description = "Shows a run's data, settings and progress, and whether its checkpoints are intact.")
@SuppressWarnings("NullAway.Init")
public final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    @Override
    public Integer call() throws IOException {
        RunFolder folder = RunFolder.open(run);
        RunConfig config = folder.config();
        JsonNode about = folder.describe();
        line("run", run.toString());
        line(
                "data",
                about.path("data").path("name").asString(config.data().source()) + ", "
                        + Text.count(about.path("data").path("images").asLong(0)) + " images of "
                        + about.path("data").path("shape").asString("unknown shape"));
        CodeNames names = RunNames.of(run, config.latent(), spec);
        line(
                "codes",
                config.latent().codes().stream()
                        .map(code -> names.name(code).map(name -> name + " = ").orElse("") + Text.code(code))
                        .collect(Collectors.joining(", ")));
        line(
                "network",
                config.method() + ", " + config.model().family() + " of width "
                        + config.model().width());
        line(
                "training",
                "seed " + config.training().seed() + ", batches of "
                        + config.training().batch() + ", "
                        + config.training().precision().name().toLowerCase(Locale.ROOT) + ", since "
                        + about.path("started").asString("?") + " with facet "
                        + about.path("facet").asString("?"));
        settings(folder);
        statistics(folder, config, names);
        health(folder);
        checkpoints(folder);
        line("alignment", RunAlignment.describe(folder));
        line("encoder", RunEncoder.describe(folder));
        line("calibration", RunCalibration.describe(folder));
        line("files", files());
        return 0;
    }

    private void settings(RunFolder folder) throws IOException {
        SettingsCheck check = SettingsCheck.of(folder);
        List<String> changes = check.changes();
        if (!check.guarded() && changes.isEmpty()) {
            line("settings", "no checkpoint keeps the trained ones, so a change cannot be detected");
        }
        changes.forEach(change -> line("settings", "CHANGED, " + change));
        if (check.guarded() && changes.isEmpty()) {
            line("settings", "unchanged since training");
        }
    }

    private void statistics(RunFolder folder, RunConfig config, CodeNames names) throws IOException {
        JsonNode last = Json.lastLine(folder.statistics());
        long saved = Checkpoint.lastStep(folder.checkpoints()).orElse(0);
        line(
                "progress",
                "step " + Text.count(Math.max(saved, last.path("step").asLong(0))) + " of "
                        + Text.count(config.training().steps()) + " after "
                        + Text.duration(last.path("seconds").asDouble(0)));
        Map<String, Double> values = new TreeMap<>();
        last.properties().forEach(entry -> {
            if (entry.getKey().contains("/")) {
                values.put(entry.getKey(), entry.getValue().asDouble(Double.NaN));
            }
        });
        LatentSpec latent = RunPriors.latent(folder);
        for (Code code : latent.codes()) {
            Double nats = values.remove("nats/" + code.name());
            if (nats != null) {
                String most = code instanceof Code.Categorical
                        ? String.format(Locale.ROOT, " of at most %.2f", code.entropy())
                        : "";
                line("nats/" + names.label(code), String.format(Locale.ROOT, "%.2f", nats) + most);
            }
        }
        latent.learned().forEach(code -> line("shares/" + names.label(code), RunPriors.words(code)));
        values.forEach((name, value) -> line(RunNames.label(name, names), String.format(Locale.ROOT, "%.4g", value)));
    }

    private void checkpoints(RunFolder folder) throws IOException {
        List<Checkpoint> checkpoints = Checkpoint.list(folder.checkpoints());
        if (checkpoints.isEmpty()) {
            line("checkpoint", "none");
        }
        for (Checkpoint checkpoint : checkpoints) {
            line("checkpoint", state(checkpoint));
        }
        Optional<Checkpoint> best = Checkpoint.best(folder.checkpoints());
        if (best.isPresent()) {
            line(
                    "best checkpoint",
                    state(best.get()) + ", of step " + Text.count(best.get().step()));
        }
    }

    private static String state(Checkpoint checkpoint) {
        return checkpoint.folder() + ": "
                + checkpoint.damage().map(damage -> "DAMAGED, " + damage).orElse("whole");
    }

    /** What is wrong with the training, by its last checkup. */
    private void health(RunFolder folder) throws IOException {
        try {
            Optional<Health> health = Health.of(folder);
            if (health.isPresent() && health.get().findings().isEmpty()) {
                line(
                        "health",
                        "nothing wrong at step " + Text.count(health.get().step()));
            }
            health.map(Health::messages).orElse(List.of()).forEach(message -> line("health", message));
        } catch (FormatException e) {
            line("health", "DAMAGED, " + e.getMessage());
        }
    }

    private String files() throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
    }

    private void line(String name, String value) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Text.plain(String.format(Locale.ROOT, "%-18s %s", name, value)));
    }
}
